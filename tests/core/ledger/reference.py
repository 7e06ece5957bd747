"""The definitions of RFC 6962 section 2.1 written down as they stand: slow, and obviously right."""

from zhiji.core.ledger.digests import digest


def k(n):
    power = 1
    while power * 2 < n:
        power *= 2
    return power


def mth(algorithm, entries):
    if not entries:
        return digest(algorithm, b"")
    if len(entries) == 1:
        return digest(algorithm, b"\x00" + entries[0])
    middle = k(len(entries))
    return digest(algorithm, b"\x01" + mth(algorithm, entries[:middle]) + mth(algorithm, entries[middle:]))


def path(algorithm, m, entries):
    if len(entries) == 1:
        return []
    middle = k(len(entries))
    if m < middle:
        return [*path(algorithm, m, entries[:middle]), mth(algorithm, entries[middle:])]
    return [*path(algorithm, m - middle, entries[middle:]), mth(algorithm, entries[:middle])]


def proof(algorithm, m, entries):
    return subproof(algorithm, m, entries, whole=True)


def subproof(algorithm, m, entries, *, whole):
    if m == len(entries):
        return [] if whole else [mth(algorithm, entries)]
    middle = k(len(entries))
    if m <= middle:
        return [*subproof(algorithm, m, entries[:middle], whole=whole), mth(algorithm, entries[middle:])]
    return [*subproof(algorithm, m - middle, entries[middle:], whole=False), mth(algorithm, entries[:middle])]
