package org.stagepost.disk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a file holds for certain, and what has been done to it since it was last forced. After a power cut it may hold what it
 * held then, or what was done since up to some step, or that cut off at a border of blocks, or with blocks that were never
 * written and read as zeros.
 */
final class Content {
    private static final int[] BLOCKS = {512, 4_096};
    private static final int MANY = 4;

    private byte[] certain = {};
    private @Nullable Instant stamped;
    private final List<Step> since = new ArrayList<>();

    /**
     * One thing that the file may hold.
     *
     * @param steps how many of the steps since the last force count
     * @param end where what they made is cut off
     * @param blankFrom where zeros stand instead, up to {@code blankTo}
     */
    record Version(int steps, long end, long blankFrom, long blankTo) {
        static Version after(int steps) {
            return new Version(steps, Long.MAX_VALUE, 0, 0);
        }
    }

    void does(Step step) {
        since.add(step);
    }

    void forced() {
        for (Step step : since) if (step instanceof Step.Stamped stamp) stamped = stamp.modified();
        certain = octets(Version.after(since.size()));
        since.clear();
    }

    /** The first is what is certain, the last is all. */
    List<Version> versions() {
        int all = since.size();
        Set<Version> versions = new LinkedHashSet<>();
        versions.add(Version.after(0));
        for (int steps = 1; steps < all; steps++)
            if (steps <= MANY || steps >= all - MANY) versions.add(Version.after(steps));
        long before = certain.length;
        long after = octets(Version.after(all)).length;
        if (after > before) torn(versions, all, before, after);
        versions.remove(Version.after(all));
        versions.add(Version.after(all));
        return List.copyOf(versions);
    }

    private static void torn(Set<Version> versions, int all, long before, long after) {
        versions.add(new Version(all, after, before, after));
        for (int block : BLOCKS) {
            long first = (before / block + 1) * block;
            long last = (after - 1) / block * block;
            if (first >= after) continue;
            versions.add(new Version(all, first, 0, 0));
            versions.add(new Version(all, last, 0, 0));
            versions.add(new Version(all, after, before, first));
        }
    }

    byte[] octets(Version version) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(certain);
        for (Step step : since.subList(0, version.steps())) {
            if (step instanceof Step.Written written) out.writeBytes(written.octets());
            if (step instanceof Step.Truncated cut) {
                byte[] kept = Arrays.copyOf(out.toByteArray(), (int) cut.length());
                out.reset();
                out.writeBytes(kept);
            }
        }
        byte[] all = out.toByteArray();
        Arrays.fill(all, (int) version.blankFrom(), (int) version.blankTo(), (byte) 0);
        return version.end() < all.length ? Arrays.copyOf(all, (int) version.end()) : all;
    }

    void write(Path file, Version version) throws IOException {
        Files.write(file, octets(version));
        Instant modified = stamped;
        for (Step step : since.subList(0, version.steps()))
            if (step instanceof Step.Stamped stamp) modified = stamp.modified();
        if (modified != null) Files.setLastModifiedTime(file, FileTime.from(modified));
    }
}
