"""What people in six languages write about themselves isn't kept; what goes wrong is."""

import pytest

from bot.understanding import mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (
            "Hi, this is Karen Johnson from accounting, my screen is black",
            "Hi, this is <name> from accounting, my screen is black",
        ),
        ("Thanks, Bob Smith", "Thanks, <name>"),
        ("Regards, Priya Raman", "Regards, <name>"),
        ("my email is karen.johnson@contoso.com and it fails", "my email is <mail> and it fails"),
        ("I am logged in as CONTOSO\\kjohnson", "I am logged in as <account>"),
        ("call me at +1 (425) 555-0100 please", "call me at <number> please"),
        ("my employee number is 10023345", "my employee number is <number>"),
        ("the laptop LT-4482-XK does not start", "the laptop <id> does not start"),
        ("serial number PF3ABCDE", "serial number <id>"),
        ("Karen's laptop is slow", "<name>'s laptop is slow"),
        ("ask Karen about it, she knows", "ask <name> about it, she knows"),
        ("my password is Winter2024!", "my password is <secret>"),
        ("my ip is 10.12.33.4", "my ip is <number>"),
        ("I live at 12 Baker Street", "I live at <street>"),
        ("can you call my manager Tom", "can you call my manager <name>"),
        ("Ich heiße Anna Schäfer und mein Teams geht nicht", "Ich heiße <name> und mein Teams geht nicht"),
        ("Hallo, hier ist Jürgen Groß, der Drucker spinnt", "Hallo, hier ist <name>, der Drucker spinnt"),
        ("Viele Grüße, Sabine", "Viele Grüße, <name>"),
        ("Mit freundlichen Grüßen Max Mustermann", "Mit freundlichen Grüßen <name>"),
        ("meine Nummer ist 0151 23456789", "meine Nummer ist <number>"),
        ("Der Rechner von Frau Müller startet nicht", "Der Rechner von Frau <name> startet nicht"),
        ("Personalnummer 448812", "Personalnummer <number>"),
        ("mein Kennwort ist Sommer#23", "mein Kennwort ist <secret>"),
        ("Der PC von Anna ist langsam", "Der PC von <name> ist langsam"),
        ("LG Peter", "LG <name>"),
        ("wohne in der Hauptstraße 5", "wohne in der <street>"),
        ("Bonjour, je suis Élodie Lefèvre du service RH", "Bonjour, je suis <name> du service RH"),
        ("Cordialement, Jean-Pierre Dubois", "Cordialement, <name>"),
        ("mon numéro est le 06 12 34 56 78", "mon numéro est le <number>"),
        ("mon adresse est elodie.lefevre@exemple.example.com", "mon adresse est <mail>"),
        ("le PC de Madame Moreau ne démarre pas", "le PC de Madame <name> ne démarre pas"),
        ("Merci, Amélie", "Merci, <name>"),
        ("l'ordinateur de Pierre est lent", "l'ordinateur de <name> est lent"),
        ("mon matricule 778812 ne marche pas", "mon matricule <number> ne marche pas"),
        ("mot de passe Hiver2024!", "mot de passe <secret>"),
        ("ici Marc Petit, écran noir", "ici <name>, écran noir"),
        ("Hola, soy María García López", "Hola, soy <name>"),
        ("Saludos, Javier", "Saludos, <name>"),
        ("mi teléfono es 612 345 678", "mi teléfono es <number>"),
        ("el portátil de la señora Fernández no arranca", "el portátil de la señora <name> no arranca"),
        ("mi correo es maria.garcia@contoso.com", "mi correo es <mail>"),
        ("Me llamo José Núñez y no puedo entrar", "Me llamo <name> y no puedo entrar"),
        ("Gracias, Lucía", "Gracias, <name>"),
        ("mi DNI es 12345678Z", "mi DNI es <number>Z"),
        ("contraseña Verano2024!", "contraseña <secret>"),
        ("llamen a Don Carlos Ruiz", "llamen a Don <name>"),
        ("Dzień dobry, nazywam się Łukasz Żak", "Dzień dobry, nazywam się <name>"),
        ("Pozdrawiam, Agnieszka Wójcik", "Pozdrawiam, <name>"),
        ("mój numer to 601 234 567", "mój numer to <number>"),
        ("komputer pani Kowalskiej nie działa", "komputer pani <name> nie działa"),
        ("mój PESEL 85010112345", "mój PESEL <number>"),
        ("jestem Michał i nie mogę się zalogować", "jestem <name> i nie mogę się zalogować"),
        ("Z poważaniem Piotr Nowak", "Z poważaniem <name>"),
        ("hasło Zima2024!", "hasło <secret>"),
        ("Olá, meu nome é João Gonçalves", "Olá, meu nome é <name>"),
        ("Atenciosamente, Conceição Araújo", "Atenciosamente, <name>"),
        ("meu telefone é 912 345 678", "meu telefone é <number>"),
        ("o computador da Dona Márcia não liga", "o computador da Dona <name> não liga"),
        ("me chamo Inês e não consigo entrar", "me chamo <name> e não consigo entrar"),
        ("Obrigado, Tiago", "Obrigado, <name>"),
        ("meu CPF é 123.456.789-09", "meu CPF é <number>"),
        ("senha Verao2024!", "senha <secret>"),
        ("Bitte rufen Sie Herrn Weber an", "Bitte rufen Sie Herrn <name> an"),
        ("Der Laptop von Frau Dr. Weber ist weg", "Der Laptop von <name>. <name> ist weg"),
    ],
)
def test_names_addresses_and_numbers_are_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "Der Rechner startet nicht",
        "Mein Bildschirm ist schwarz",
        "Das Passwort ist abgelaufen",
        "Die Kamera zeigt nichts",
        "It's slow since Monday",
        "What's wrong with Teams?",
        "Teams's camera is black",
        "Bitte helfen Sie mir",
        "Mon Ordinateur ne marche pas",
        "Mi Cámara no funciona",
        "Meu Teclado não responde",
        "Nie działa Outlook",
        "UTF-8 is broken",
        "Windows 11 update 23H2",
    ],
)
def test_what_goes_wrong_stays_in_words(text: str) -> None:
    assert mask(text) == text
