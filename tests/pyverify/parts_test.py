"""The parts that hashlib or a definition can check; certificates check all the others."""

import hashlib
import random
import unittest

from pyverify import keccak
from pyverify.codec import Reader, encode_number
from pyverify.curve import decode_point, encode_point, multi_scalar_mul
from pyverify.errors import Refusal
from pyverify.field import BASE_MODULUS, SCALAR_MODULUS
from pyverify.generators import pedersen_generator
from pyverify.polynomial import BlockWeights, eq, eq_table


class Parts(unittest.TestCase):
    """Fields, curve, hash and polynomials by themselves."""

    def test_keccak(self) -> None:
        """Published digests; the permutation itself against hashlib's SHA3, by its padding."""
        empty = "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
        abc = "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"
        self.assertEqual(keccak.keccak256(b"").hex(), empty)
        self.assertEqual(keccak.keccak256(b"abc").hex(), abc)
        for size in (0, 1, 134, 135, 136, 137, 271, 272, 1000):
            data = random.Random(size).randbytes(size)
            self.assertEqual(keccak.sponge(data, 0x06), hashlib.sha3_256(data).digest())

    def test_numbers_have_one_encoding(self) -> None:
        for value in (0, 1, 127, 128, 1 << 20, (1 << 64) - 1):
            self.assertEqual(Reader(encode_number(value), "x", "x").number(), value)
        for data in (b"", b"\x80", b"\x80\x00", b"\x81\x80\x00", b"\xff" * 9 + b"\x02"):
            with self.assertRaises(Refusal):
                Reader(data, "x", "x").number()

    def test_points(self) -> None:
        generator = (1, 2)
        for scalar in (1, 2, 3, SCALAR_MODULUS - 1):
            point = multi_scalar_mul([generator], [scalar])
            self.assertEqual(decode_point(encode_point(point)), point)
        self.assertEqual(multi_scalar_mul([generator], [SCALAR_MODULUS - 1]), (1, BASE_MODULUS - 2))
        self.assertIsNone(decode_point(encode_point(None)))
        self.assertIsNone(multi_scalar_mul([generator, generator], [1, SCALAR_MODULUS - 1]))
        for data in (b"\xff" * 32, bytes(31) + b"\xc0", BASE_MODULUS.to_bytes(32, "little")):
            with self.assertRaises(ValueError):
                decode_point(data)

    def test_sums_of_multiples(self) -> None:
        rng = random.Random(1)
        points = [pedersen_generator(i) for i in range(20)]
        scalars = [rng.randrange(SCALAR_MODULUS) for _ in points]
        one_by_one = [multi_scalar_mul([p], [s]) for p, s in zip(points, scalars, strict=True)]
        expected = multi_scalar_mul(one_by_one, [1] * 20)
        self.assertEqual(multi_scalar_mul(points, scalars), expected)

    def test_weights(self) -> None:
        rng = random.Random(2)
        point = [rng.randrange(SCALAR_MODULUS) for _ in range(5)]
        table = eq_table(point)
        vertices = [[i >> j & 1 for j in range(5)] for i in range(32)]
        self.assertEqual(table, [eq(point, vertex) for vertex in vertices])
        blocks = BlockWeights(point)
        for k in range(6):
            sums = [sum(table[b << k : b + 1 << k]) % SCALAR_MODULUS for b in range(32 >> k)]
            self.assertEqual([blocks.at(k, b) for b in range(32 >> k)], sums)
