package org.stagepost.net;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what happens on the event loop without {@code sync()}, which would hold the carrier of a virtual thread. */
final class Events {
    private Events() {}

    /** Completes with the channel once the future of Netty succeeds. */
    static CompletableFuture<Channel> of(Future<?> future, Channel channel) {
        CompletableFuture<Channel> done = new CompletableFuture<>();
        future.addListener(f -> {
            if (f.isSuccess()) done.complete(channel);
            else done.completeExceptionally(f.cause());
        });
        return done;
    }

    /** @throws EndedException IDLE when it takes longer than that many nanoseconds */
    static Channel await(CompletableFuture<Channel> done, long nanos) throws IOException {
        try {
            return done.get(nanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new EndedException(EndedException.Why.IDLE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EndedException(EndedException.Why.SHUTDOWN);
        }
    }
}
