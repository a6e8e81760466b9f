"""What a file may be called."""

import pytest

from api.attachments.naming import clean_name


class TestCleanName:
    @pytest.mark.parametrize(
        ("given", "kept"),
        [
            ("Kværnen min.PNG", "Kværnen min.png"),
            ("photo.png.exe", "photo.png"),
            ("photo.html", "photo.png"),
            ("../../etc/passwd", "passwd.png"),
            ("C:\\Users\\Per\\bil.png", "bil.png"),
            ("a\u202egnp.exe", "agnp.png"),
            ('a"; rm -rf ~\r\nSet-Cookie: x', "a rm -rf ~Set-Cookie x.png"),
            ("nul\0l.png", "null.png"),
            ("kop 2.0 ny.png", "kop 2.0 ny.png"),
            ("", "file.png"),
            ("...", "file.png"),
            (".htaccess", "htaccess.png"),
            ("\ud800.png", "file.png"),
            ("blåbær ☕.png", "blåbær ☕.png"),
        ],
    )
    def test_names(self, given: str, kept: str) -> None:
        assert clean_name(given, extension=".png", unnamed="file") == kept

    def test_a_very_long_name_is_cut_and_keeps_its_ending(self) -> None:
        name = clean_name("x" * 5000 + ".png", extension=".png", unnamed="file")
        assert len(name) == 104
        assert name.endswith("x.png")
