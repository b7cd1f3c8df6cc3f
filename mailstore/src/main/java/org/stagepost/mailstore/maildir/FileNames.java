package org.stagepost.mailstore.maildir;

import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/**
 * New base names: seconds, something that no other delivery of that second has, our host. A name made for a delivery key
 * holds the key's hash, so that the same delivery is known again by its file.
 */
final class FileNames {
    private static final String KEY = ".K";
    private static final int KEY_DIGITS = 16;

    private final Clock clock;
    private final String suffix;
    private final String process;
    private final AtomicLong count = new AtomicLong();

    FileNames(Clock clock, String host, long pid) {
        this.clock = clock;
        this.suffix = "." + host.replace("/", "\\057").replace(":", "\\072").replace(",", "\\054");
        this.process = "P" + pid + "Q";
    }

    String fresh() {
        Instant now = clock.instant();
        return now.getEpochSecond() + ".M" + now.getNano() / 1000 + process + count.incrementAndGet() + suffix;
    }

    String keyed(long hash) {
        return clock.instant().getEpochSecond() + KEY + HexFormat.of().toHexDigits(hash) + suffix;
    }

    /** A base name that tells the octets on disk and with every line ending CR LF. */
    static String sized(String base, long stored, long octets) {
        return base + ",S=" + stored + ",W=" + octets;
    }

    /** The hash in a name that was made for a delivery key, or 0. */
    static long hash(String base) {
        int at = base.indexOf(KEY);
        int end = at + KEY.length() + KEY_DIGITS;
        if (at < 0 || end >= base.length() || base.charAt(end) != '.') return 0;
        for (int i = at + KEY.length(); i < end; i++) {
            if (!HexFormat.isHexDigit(base.charAt(i))) return 0;
        }
        return HexFormat.fromHexDigitsToLong(base, at + KEY.length(), end);
    }
}
