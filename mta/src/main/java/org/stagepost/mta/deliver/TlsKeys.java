package org.stagepost.mta.deliver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.net.Tls;

/**
 * The rules of TLS for the servers that we speak to; there are as many as the settings name. Those with authorities of their
 * own are made again when the file is another: it is renewed while we run.
 */
final class TlsKeys {
    private static final Logger log = LoggerFactory.getLogger(TlsKeys.class);

    private final Tls opportunistic;
    private final Map<Optional<Path>, Made> verifying = new ConcurrentHashMap<>();

    /** Rules, and the file that they were made of. */
    private record Made(Stamp of, Tls tls) {}

    /** What tells one state of a file from another. */
    private record Stamp(FileTime changed, long size, Optional<Object> key) {
        private static final Stamp NONE = new Stamp(FileTime.fromMillis(0), -1, Optional.empty());

        static Stamp of(Optional<Path> file) {
            if (file.isEmpty()) return NONE;
            try {
                BasicFileAttributes now = Files.readAttributes(file.get(), BasicFileAttributes.class);
                return new Stamp(now.lastModifiedTime(), now.size(), Optional.ofNullable(now.fileKey()));
            } catch (IOException e) {
                return NONE;
            }
        }
    }

    TlsKeys() {
        try {
            opportunistic = Tls.opportunistic();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Used wherever it is offered, whatever the certificate says: better than plain text (RFC 7435). */
    Tls opportunistic() {
        return opportunistic;
    }

    /**
     * Checks certificate and name.
     *
     * @param authorities whom to believe; empty for whom the system believes
     * @throws UncheckedIOException when the file cannot be used, and could not before
     */
    Tls verifying(Optional<Path> authorities) {
        Stamp now = Stamp.of(authorities);
        return verifying
                .compute(
                        authorities,
                        (file, before) -> before != null && before.of().equals(now) ? before : made(file, now, before))
                .tls();
    }

    /** A file that is broken, or half written, or gone, is told of once; until it is good again the last good one holds. */
    private static Made made(Optional<Path> authorities, Stamp now, Made before) {
        try {
            return new Made(now, authorities.isPresent() ? Tls.verifying(authorities.get()) : Tls.verifying());
        } catch (IOException e) {
            if (before == null) throw new UncheckedIOException(e);
            log.warn("{}; the authorities that it held before stay in force", e.getMessage());
            return new Made(now, before.tls());
        }
    }
}
