"""Parts for cross-validation that keep messages which say nearly the same together."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

_WORD = re.compile(r"\w+")
# Words in more messages than these tell nothing about two messages being the same.
TOO_COMMON = 40
# Share of common words among all words of the two from which they say nearly the same.
NEARLY_THE_SAME = 0.6


def near_duplicates(texts: Sequence[str]) -> NDArray[np.int_]:
    """A number per message, the same for messages that share most of their words.

    Only pairs that share a rare word, or all of their words, are compared.
    """
    bags = [frozenset(_WORD.findall(text)) or frozenset(text) for text in texts]
    seen = Counter(word for bag in bags for word in bag)
    holding: dict[object, list[int]] = defaultdict(list)
    for index, bag in enumerate(bags):
        holding[bag].append(index)
        for word in bag:
            if 1 < seen[word] <= TOO_COMMON:
                holding[word].append(index)
    pairs = {
        pair
        for key, indexes in holding.items()
        for pair in (pairwise(indexes) if isinstance(key, frozenset) else combinations(indexes, 2))
    }
    same = [(one, other) for one, other in pairs if _alike(bags[one], bags[other])]
    ones, others = (np.array([pair[side] for pair in same], int) for side in (0, 1))
    graph = coo_matrix((np.ones(len(same)), (ones, others)), shape=(len(texts), len(texts)))
    groups: NDArray[np.int_] = connected_components(graph, directed=False)[1]
    return groups


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    common = len(one & other)
    return common >= NEARLY_THE_SAME * (len(one) + len(other) - common)


def fold_of(labels: NDArray[np.int_], groups: NDArray[np.int_], folds: int) -> NDArray[np.int_]:
    """The fold of each message: groups stay whole, every fold gets its share of every label."""
    random = np.random.default_rng(7)
    chosen = np.zeros(len(labels), int)
    sizes = np.zeros((folds, int(labels.max()) + 1), int)
    members = defaultdict(list)
    for index, group in enumerate(groups):
        members[int(group)].append(index)
    for group in random.permutation(list(members)):
        indexes = members[int(group)]
        label = labels[indexes[0]]
        fold = int(np.lexsort((sizes.sum(axis=1), sizes[:, label]))[0])
        chosen[indexes] = fold
        np.add.at(sizes[fold], labels[indexes], 1)
    return chosen
