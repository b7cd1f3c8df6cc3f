package org.stagepost.distribution.control;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a connection after a while, however much is done on it then: connecting, writing and reading on a Unix socket know no
 * time limit of their own, and a process that hangs must not make another one hang.
 */
final class TimeLimit implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TimeLimit.class);

    private final CountDownLatch over = new CountDownLatch(1);
    private final SocketChannel channel;
    private final Duration patience;

    TimeLimit(SocketChannel channel, Duration patience) {
        this.channel = channel;
        this.patience = patience;
        Thread.ofPlatform().name("control-limit").daemon().start(this::watch);
    }

    private void watch() {
        try {
            if (!over.await(patience.toMillis(), TimeUnit.MILLISECONDS)) channel.close();
        } catch (IOException | InterruptedException e) {
            LOG.warn("a connection to another process was not cut off", e);
        }
    }

    @Override
    public void close() {
        over.countDown();
    }
}
