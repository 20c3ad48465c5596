"""A language server on the other end of a pipe, as an editor talks to it (Language Server Protocol 3.17)."""

import json
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any

from bot.authoring.editors import first_line


class Editor:
    """An editor with one folder. Every answer is waited for: the server answers each request, and each file opened."""

    def __init__(self, server: Path, folder: Path) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            ["node", str(server), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._requests = 0

    def __enter__(self) -> "Editor":
        capabilities = {
            "workspace": {"configuration": True},
            "textDocument": {"hover": {"contentFormat": ["plaintext"]}, "completion": {"completionItem": {}}},
        }
        folder = {"uri": self._folder.as_uri(), "name": self._folder.name}
        begin = {
            "processId": None,
            "rootUri": folder["uri"],
            "capabilities": capabilities,
            "workspaceFolders": [folder],
        }
        self._ask("initialize", begin)
        self._send({"method": "initialized", "params": {}})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def faults(self, kind: str, path: str, text: str) -> list[tuple[int, str]]:
        """Line and message of what is marked in a file that was opened; the first line names its schema."""
        whole = f"{first_line(kind, path)}\n{text}"
        file = {"uri": self._uri(path), "languageId": "yaml", "version": 1, "text": whole}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": file}})
        told = self._until(lambda said: said.get("method") == "textDocument/publishDiagnostics")["params"]
        assert told["uri"] == self._uri(path)
        return [(each["range"]["start"]["line"], each["message"]) for each in told["diagnostics"]]

    def hover(self, path: str, line: int, column: int) -> str:
        """What is said of the word at a place of an open file. The line of the schema is number 0."""
        at = {"textDocument": {"uri": self._uri(path)}, "position": {"line": line, "character": column}}
        return str(self._ask("textDocument/hover", at)["contents"]["value"])

    def completions(self, path: str, line: int, column: int) -> list[str]:
        """What may be typed at a place of an open file."""
        at = {"textDocument": {"uri": self._uri(path)}, "position": {"line": line, "character": column}}
        return [each["label"] for each in self._ask("textDocument/completion", at)["items"]]

    def _uri(self, path: str) -> str:
        return (self._folder / path).as_uri()

    def _ask(self, method: str, params: dict[str, Any]) -> Any:
        self._requests += 1
        number = self._requests
        self._send({"id": number, "method": method, "params": params})
        return self._until(lambda said: said.get("id") == number and "method" not in said)["result"]

    def _until(self, is_wanted: Any) -> dict[str, Any]:
        """The first message that is wanted. What the server asks in between is answered."""
        while True:
            said = self._read()
            if is_wanted(said):
                return said
            if said.get("method") == "workspace/configuration":
                own = {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}
                asked = said["params"]["items"]
                self._answer(said, [own if item.get("section") == "yaml" else None for item in asked])
            elif "id" in said and "method" in said:
                self._answer(said, None)

    def _answer(self, said: dict[str, Any], result: Any) -> None:
        self._send({"id": said["id"], "result": result})

    def _send(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        raw = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(raw), raw))
        self._process.stdin.flush()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        length = 0
        while (header := self._process.stdout.readline().strip()) != b"":
            name, _, value = header.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the server has ended"
        message: dict[str, Any] = json.loads(self._process.stdout.read(length))
        return message
