package org.stagepost.distribution;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/** Other people's mail programs that tests speak with; {@code src/test/peers/install} brings them. */
public final class Peers {
    private Peers() {}

    /**
     * The program of a peer. Where it is missing the test is reported as skipped, naming the peer; with {@code CI=true}
     * it fails, so that no green run hides a test that never ran.
     */
    public static Path need(String peer, String program) {
        Path path = Path.of(program);
        return Files.isExecutable(path) ? path : missing(peer, program);
    }

    /** Ends a test for want of what a peer needs, as {@link #need} does. */
    @SuppressWarnings("TypeParameterUnusedInFormals") // as in the calls that it stands for
    public static <T> T missing(String peer, String what) {
        String missing = "peer " + peer + " is missing: no " + what + "; distribution/src/test/peers/install brings it";
        return "true".equals(System.getenv("CI")) ? fail(missing) : abort(missing);
    }
}
