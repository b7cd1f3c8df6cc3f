package org.stagepost.launch;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The key that somebody meant who wrote another one: the fewest letters changed, added, left out or swapped. */
final class NearestKey {
    private NearestKey() {}

    /** Empty when nothing known is near enough to be of use. */
    static Optional<String> of(String written, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt((String key) -> distance(written, key))
                        .thenComparing(key -> key))
                .filter(key -> distance(written, key) <= Math.max(2, written.length() / 3));
    }

    /** Optimal string alignment; a key under the wrong table is as near as its last part. */
    static int distance(String one, String other) {
        int whole = edits(one, other);
        return lastPart(one).equals(lastPart(other)) ? Math.min(whole, 2) : whole;
    }

    private static int edits(String one, String other) {
        int[][] cost = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) cost[i][0] = i;
        for (int j = 0; j <= other.length(); j++) cost[0][j] = j;
        for (int i = 1; i <= one.length(); i++) {
            for (int j = 1; j <= other.length(); j++) {
                int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
                int best = Math.min(cost[i - 1][j] + 1, cost[i][j - 1] + 1);
                best = Math.min(best, cost[i - 1][j - 1] + change);
                if (swapped(one, i, other, j)) best = Math.min(best, cost[i - 2][j - 2] + 1);
                cost[i][j] = best;
            }
        }
        return cost[one.length()][other.length()];
    }

    private static boolean swapped(String one, int i, String other, int j) {
        return i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1);
    }

    private static String lastPart(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }
}
