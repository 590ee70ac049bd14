"""Keccak-256 with the original padding, which hashlib lacks (docs/verifier.md, section 3)."""

RATE = 136
_MASK = (1 << 64) - 1


def _round_constants() -> list[int]:
    """The 24 constants of iota, from the degree 8 shift register of the Keccak reference."""
    constants = []
    register = 1
    for _ in range(24):
        constant = 0
        for j in range(7):
            if register & 1:
                constant |= 1 << ((1 << j) - 1)
            register <<= 1
            if register & 0x100:
                register ^= 0x171
        constants.append(constant)
    return constants


def _rho_pi() -> list[tuple[int, int]]:
    """For each lane after pi, the lane that it comes from and the rotation of that lane."""
    rotation = [0] * 25
    x, y = 1, 0
    for t in range(24):
        rotation[x + 5 * y] = (t + 1) * (t + 2) // 2 % 64
        x, y = y, (2 * x + 3 * y) % 5
    steps = [(0, 0)] * 25
    for x in range(5):
        for y in range(5):
            steps[y + 5 * ((2 * x + 3 * y) % 5)] = (x + 5 * y, rotation[x + 5 * y])
    return steps


_ROUND_CONSTANTS = _round_constants()
_RHO_PI = [(lane, lane % 5, left, 64 - left) for lane, left in _rho_pi()]
_CHI = [(i, i - i % 5 + (i + 1) % 5, i - i % 5 + (i + 2) % 5) for i in range(25)]


def _permute(a: list[int]) -> list[int]:
    """Keccak-f[1600] on 25 lanes, lane x + 5 y."""
    for constant in _ROUND_CONSTANTS:
        c = [a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20] for x in range(5)]
        d = [c[x - 1] ^ (c[x - 4] << 1 & _MASK | c[x - 4] >> 63) for x in range(5)]
        b = [
            ((lane := a[i] ^ d[x]) << left | lane >> right) & _MASK for i, x, left, right in _RHO_PI
        ]
        a = [b[i] ^ ~b[j] & b[k] for i, j, k in _CHI]
        a[0] ^= constant
    return a


def sponge(data: bytes, padding: int) -> bytes:
    """32 bytes of the sponge of rate 136 over `data` and a padding that begins with a byte."""
    tail = bytearray(RATE - len(data) % RATE)
    tail[0] |= padding
    tail[-1] |= 0x80
    padded = data + bytes(tail)
    lanes = [0] * 25
    for start in range(0, len(padded), RATE):
        for i in range(RATE // 8):
            at = start + 8 * i
            lanes[i] ^= int.from_bytes(padded[at : at + 8], "little")
        lanes = _permute(lanes)
    return b"".join(lane.to_bytes(8, "little") for lane in lanes[:4])


def keccak256(data: bytes) -> bytes:
    """The 32 byte digest of `data`."""
    return sponge(data, 0x01)
