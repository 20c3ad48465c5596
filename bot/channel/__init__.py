"""Teams. Nobody else imports botbuilder; what any other channel would have to do stands in tests/channel.

HTTP comes in at `endpoint.py` and goes out at `connector.py`; `tokens.py` says who may call and what we call out with.
"""
