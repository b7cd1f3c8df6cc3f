package org.stagepost.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Searching octets, eight at a time: bodies are large and all that is asked of them is where their lines end. */
public final class Octets {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private Octets() {}

    /** Index of the first LF in {@code octets[from, to)}, or -1. */
    public static int indexOfLf(byte[] octets, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long differs = (long) LONGS.get(octets, at) ^ (ONES * '\n');
            long zero = (differs - ONES) & ~differs & HIGHS;
            if (zero != 0) return at + (Long.numberOfTrailingZeros(zero) >>> 3);
        }
        for (; at < to; at++) {
            if (octets[at] == '\n') return at;
        }
        return -1;
    }
}
