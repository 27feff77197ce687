"""The draw between equals: ``rank.draw``, for those alone whom nothing else tells apart."""

from __future__ import annotations

from typing import Any

import numpy as np

from cleanbee.adapters.numba.search_kernels.compiled import compiled
from cleanbee.adapters.numba.search_kernels.layout import NONE

ROUNDS = np.array([
    0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5,
    0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
    0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
    0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
    0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85,
    0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
    0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
    0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2,
], dtype=np.uint64)  # fmt: skip
BEGIN = np.array([
    0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19,
], dtype=np.uint64)  # fmt: skip
LOW = np.uint64(0xFFFFFFFF)


@compiled
def wins(seed: Any, ids: Any, lots: Any, one: Any, than: Any) -> Any:
    """Whether one of two equals is drawn first; each is the number of their lot and their row."""
    n, row = one
    other, other_row = than
    if lots[n, 0] == NONE:
        _draw(seed, ids[row], lots[n])
    if lots[other, 0] == NONE:
        _draw(seed, ids[other_row], lots[other])
    return _sooner(lots[n], lots[other])


@compiled
def _sooner(one: Any, other: Any) -> Any:
    for n in range(4):
        if one[n] != other[n]:
            return one[n] < other[n]
    return False


@compiled
def _turn(word: Any, by: int) -> Any:
    return ((word >> np.uint64(by)) | (word << np.uint64(32 - by))) & LOW


@compiled
def _draw(seed: Any, id: Any, lot: Any) -> None:
    """``rank.draw``: SHA-256 of the seed and the id, 32 bytes, in one block."""
    w = np.empty(64, dtype=np.uint64)
    for n in range(2):
        root = np.uint64(seed[n])
        w[2 * n], w[2 * n + 1] = root >> np.uint64(32), root & LOW
        w[4 + 2 * n], w[5 + 2 * n] = id[n] >> np.uint64(32), id[n] & LOW
    w[8] = np.uint64(0x80000000)
    w[9:15] = NONE
    w[15] = np.uint64(256)
    for n in range(16, 64):
        a, b = w[n - 15], w[n - 2]
        small = _turn(a, 7) ^ _turn(a, 18) ^ (a >> np.uint64(3))
        large = _turn(b, 17) ^ _turn(b, 19) ^ (b >> np.uint64(10))
        w[n] = (w[n - 16] + small + w[n - 7] + large) & LOW
    s = BEGIN.copy()
    for n in range(64):
        e = _turn(s[4], 6) ^ _turn(s[4], 11) ^ _turn(s[4], 25)
        chosen = (s[4] & s[5]) ^ ((s[4] ^ LOW) & s[6])
        one = s[7] + e + chosen + ROUNDS[n] + w[n]
        a = _turn(s[0], 2) ^ _turn(s[0], 13) ^ _turn(s[0], 22)
        most = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2])
        for k in range(7, 0, -1):
            s[k] = s[k - 1]
        s[4] = (s[4] + one) & LOW
        s[0] = (one + a + most) & LOW
    for n in range(4):
        lot[n] = (((s[2 * n] + BEGIN[2 * n]) & LOW) << np.uint64(32)) | ((s[2 * n + 1] + BEGIN[2 * n + 1]) & LOW)
