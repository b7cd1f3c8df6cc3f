package org.stagepost.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class InboxTest {
    private static final ByteBuf HALF = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(new byte[32 * 1024]));
    private static final int ROUNDS = 200_000;

    /**
     * The session empties the inbox at the very moment when the event loop finds it full: whichever is first, the socket is
     * read again.
     */
    @Test
    void c3_aSocketThatWasLeftAloneIsReadAgainHoweverCloselyTheSessionFollows() throws Exception {
        AtomicBoolean wanted = new AtomicBoolean();
        AtomicBoolean over = new AtomicBoolean();
        Inbox inbox = new Inbox();
        EmbeddedChannel channel = new EmbeddedChannel(
                new ChannelOutboundHandlerAdapter() {
                    @Override
                    public void read(ChannelHandlerContext context) {
                        wanted.set(true);
                    }
                },
                inbox);
        ChannelHandlerContext context = channel.pipeline().context(inbox);
        Thread eventLoop = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                if (!wanted.compareAndSet(true, false)) continue;
                inbox.channelRead(context, HALF.duplicate());
                inbox.channelRead(context, HALF.duplicate());
                inbox.channelReadComplete(context);
            }
        });
        int taken = 0;
        try {
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (taken < ROUNDS && System.nanoTime() < deadline) {
                if (inbox.isEmpty()) continue;
                inbox.take(deadline, EndedException.Why.IDLE);
                taken++;
            }
        } finally {
            over.set(true);
            eventLoop.join();
        }
        assertThat(taken).isEqualTo(ROUNDS);
    }
}
