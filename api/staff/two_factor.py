"""The second step of a login: a code from the phone (TOTP, RFC 6238), or one of ten spare codes.

The secret is stored encrypted and counts once a code has confirmed it. A code is accepted once, and the codes
just before and after the present one are accepted too, for clocks that differ by up to half a minute.
"""

import secrets
from io import BytesIO

import pyotp
import segno
from sqlalchemy.ext.asyncio import AsyncSession

from api.db import now
from api.settings import Settings
from api.staff import audit, repository, second_steps
from api.staff.errors import SecondFactorOn, SecondFactorRequired, WrongCode
from api.staff.models import Staff
from api.staff.seal import fingerprint, seal, unseal

SPARE_CODES = 10
STEP_SECONDS = 30
_ISSUER = "Kundedialog"
_STEPS_AROUND = (0, -1, 1)
_EASY_TO_TELL_APART = "abcdefghjkmnpqrstuvwxyz23456789"
_SPARE_LENGTH = 10


async def begin(session: AsyncSession, staff_id: int, *, settings: Settings) -> None:
    """Give an account a new secret, which counts once it is confirmed.

    Raises:
        SecondFactorOn: It is on already.
    """
    staff = await repository.locked(session, staff_id)
    if staff.totp_confirmed_at is not None:
        raise SecondFactorOn
    staff.totp_secret = seal(settings.secret, "totp", pyotp.random_base32())
    staff.totp_used = None


async def confirm(session: AsyncSession, staff_id: int, typed: str, *, settings: Settings) -> list[str]:
    """Turn the second step on with a first code, and return the spare codes: the only moment they are known.

    Raises:
        SecondFactorOn: It is on already.
        WrongCode: There is no secret, or the code is not of it.
    """
    staff = await repository.locked(session, staff_id)
    if staff.totp_confirmed_at is not None:
        raise SecondFactorOn
    step = matching_step(secret_of(staff, settings=settings), typed, at=now().timestamp())
    if step is None:
        raise WrongCode
    staff.totp_confirmed_at = now()
    staff.totp_used = step
    await audit.note(session, staff, "two_factor_on")
    return await _spare_codes(session, staff, settings=settings)


async def accepts(session: AsyncSession, staff: Staff, typed: str, *, settings: Settings) -> bool:
    """Say whether what was typed is a code of `staff`, and use it up: in this transaction, or not at all."""
    step = matching_step(secret_of(staff, settings=settings), typed, at=now().timestamp())
    if step is not None:
        return await second_steps.use_step(session, staff.id, step)
    spare = _spare_hash(staff.id, typed, settings=settings)
    if not await second_steps.use_spare_code(session, staff.id, spare, at=now()):
        return False
    await audit.note(session, staff, "spare_code_used")
    return True


async def new_spare_codes(
    session: AsyncSession, staff_id: int, typed: str, *, settings: Settings
) -> list[str]:
    """Return ten new spare codes in place of the old ones.

    Raises:
        WrongCode: What was typed is no code of this account.
    """
    staff = await repository.locked(session, staff_id)
    if staff.totp_confirmed_at is None or not await accepts(session, staff, typed, settings=settings):
        raise WrongCode
    await audit.note(session, staff, "spare_codes_made")
    return await _spare_codes(session, staff, settings=settings)


async def turn_off(session: AsyncSession, staff_id: int, typed: str, *, settings: Settings) -> None:
    """Go without a second step again.

    Raises:
        SecondFactorRequired: This installation asks everybody for it.
        WrongCode: What was typed is no code of this account.
    """
    staff = await repository.locked(session, staff_id)
    if settings.require_two_factor:
        raise SecondFactorRequired
    if staff.totp_confirmed_at is None or not await accepts(session, staff, typed, settings=settings):
        raise WrongCode
    await forget(session, staff)
    await audit.note(session, staff, "two_factor_off")


async def forget(session: AsyncSession, staff: Staff) -> None:
    """Take the second step off a locked account, with everything that belonged to it."""
    staff.totp_secret = None
    staff.totp_confirmed_at = None
    staff.totp_used = None
    await second_steps.forget_spare_codes(session, staff.id)


def secret_of(staff: Staff, *, settings: Settings) -> str | None:
    """Return the secret in clear, None without one or when the installation's secret was another."""
    return unseal(settings.secret, "totp", staff.totp_secret) if staff.totp_secret else None


def matching_step(secret: str | None, typed: str, *, at: float) -> int | None:
    """Return the number of the half minute that a code belongs to, None if it is none of now.

    Args:
        secret: In base 32.
        typed: Six digits; spaces do not matter.
        at: The present, in seconds since 1970.
    """
    digits = "".join(typed.split())
    if secret is None or len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
        return None
    totp = pyotp.TOTP(secret, interval=STEP_SECONDS)
    present = int(at) // STEP_SECONDS
    for around in _STEPS_AROUND:
        step = present + around
        if secrets.compare_digest(totp.generate_otp(step), digits):
            return step
    return None


def qr_code(secret: str, *, email: str) -> str:
    """Return what an authenticator app scans, as an SVG to stand in a page: dark on white in every theme."""
    address = pyotp.TOTP(secret, interval=STEP_SECONDS).provisioning_uri(name=email, issuer_name=_ISSUER)
    drawn = BytesIO()
    segno.make(address, micro=False).save(
        drawn,
        kind="svg",
        scale=4,
        border=3,
        dark="#000",
        light="#fff",
        xmldecl=False,
        nl=False,
        omitsize=True,
    )
    return drawn.getvalue().decode()


def in_groups(secret: str) -> str:
    """Return a secret to be typed by hand."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


async def _spare_codes(session: AsyncSession, staff: Staff, *, settings: Settings) -> list[str]:
    codes = [_spare_code() for _ in range(SPARE_CODES)]
    hashes = [_spare_hash(staff.id, code, settings=settings) for code in codes]
    await second_steps.replace_spare_codes(session, staff.id, hashes)
    return codes


def _spare_code() -> str:
    letters = "".join(secrets.choice(_EASY_TO_TELL_APART) for _ in range(_SPARE_LENGTH))
    return f"{letters[:5]}-{letters[5:]}"


def _spare_hash(staff_id: int, typed: str, *, settings: Settings) -> str:
    letters = "".join(letter for letter in typed.casefold() if letter.isalnum())
    return fingerprint(settings.secret, "spare-codes", f"{staff_id}:{letters}")
