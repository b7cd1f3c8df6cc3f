package org.stagepost.mail;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where failures are reported to: an address, or null ({@code <>}) for mail that must not be answered (RFC 5321 4.5.5). */
public final class ReversePath {
    public static final ReversePath NULL = new ReversePath(null);

    private final @Nullable Address address;

    private ReversePath(@Nullable Address address) {
        this.address = address;
    }

    public static ReversePath of(Address address) {
        return new ReversePath(address);
    }

    public Optional<Address> address() {
        return Optional.ofNullable(address);
    }

    public boolean isNull() {
        return address == null;
    }

    /** Without angle brackets; empty for the null path. */
    @Override
    public String toString() {
        return address == null ? "" : address.toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ReversePath path && path.address().equals(address());
    }

    @Override
    public int hashCode() {
        return address().hashCode();
    }
}
