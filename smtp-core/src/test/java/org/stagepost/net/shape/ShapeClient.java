package org.stagepost.net.shape;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The client's half: one thread over all connections, so that it leaves the machine to the server. */
public final class ShapeClient {
    private static final String TAKE = "MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n";
    private static final String MESSAGE = "Subject: x\r\n\r\n" + "a line of the message\r\n".repeat(20) + ".\r\n";

    /** What is said in turns, and how many lines answer each. */
    @SuppressWarnings("ImmutableEnumChecker") // its lists are
    enum Load {
        PIPELINED("commands, 16 in a packet,", 16, List.of("NOOP\r\n".repeat(16)), List.of(16)),
        PING_PONG("commands, one at a time,", 1, List.of("NOOP\r\n"), List.of(1)),
        FORCED("messages, each with a forced write,", 1, List.of(TAKE, MESSAGE), List.of(3, 1));

        private final String title;
        private final int worth;
        private final List<String> said;
        private final List<Integer> lines;

        Load(String title, int worth, List<String> said, List<Integer> lines) {
            this.title = title;
            this.worth = worth;
            this.said = said;
            this.lines = lines;
        }

        String title() {
            return title;
        }
    }

    private final List<byte[]> said = new ArrayList<>();
    private final Load load;
    private final ByteBuffer in = ByteBuffer.allocateDirect(64 * 1024);
    private long done;

    private ShapeClient(Load load) {
        this.load = load;
        for (String text : load.said) said.add(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Where one connection is. */
    private static final class Talk {
        private int turn;
        private int awaited;
    }

    public static void main(String[] arguments) throws Exception {
        InetSocketAddress server =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1]));
        int figure = Integer.parseInt(arguments[2]);
        if (arguments[0].equals("idle")) {
            List<SocketChannel> all = connected(server, figure);
            ShapeBench.answer(all.size());
            while (System.in.read() >= 0) {}
            return;
        }
        ShapeBench.answer(new ShapeClient(Load.valueOf(arguments[0])).run(server, figure));
    }

    /** Connections that have said hello and have nothing more to say. */
    private static List<SocketChannel> connected(InetSocketAddress server, int count) throws IOException {
        List<SocketChannel> all = new ArrayList<>();
        ByteBuffer reply = ByteBuffer.allocate(4096);
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(server);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            hear(channel, reply);
            channel.write(ByteBuffer.wrap("EHLO client.example\r\n".getBytes(StandardCharsets.US_ASCII)));
            hear(channel, reply);
            all.add(channel);
        }
        return all;
    }

    private static void hear(SocketChannel channel, ByteBuffer reply) throws IOException {
        reply.clear();
        do if (channel.read(reply) < 0) throw new IOException("the server has closed");
        while (reply.get(reply.position() - 1) != '\n');
    }

    /** Steps a second, and how many in all, after as long again for both sides to warm up. */
    private String run(InetSocketAddress server, int seconds) throws IOException {
        try (Selector selector = Selector.open()) {
            for (SocketChannel channel : connected(server, ShapeBench.CONNECTIONS)) {
                channel.configureBlocking(false);
                Talk talk = new Talk();
                channel.register(selector, SelectionKey.OP_READ, talk);
                say(channel, talk);
            }
            long span = TimeUnit.SECONDS.toNanos(seconds);
            serve(selector, System.nanoTime() + span);
            done = 0;
            ShapeBench.answer("warm");
            long start = System.nanoTime();
            serve(selector, start + span);
            return done * 1e9 / (System.nanoTime() - start) + " " + done;
        }
    }

    private void serve(Selector selector, long until) throws IOException {
        while (System.nanoTime() < until) {
            selector.select(100);
            for (SelectionKey key : selector.selectedKeys())
                heard((SocketChannel) key.channel(), (Talk) key.attachment());
            selector.selectedKeys().clear();
        }
    }

    private void heard(SocketChannel channel, Talk talk) throws IOException {
        in.clear();
        if (channel.read(in) < 0) throw new IOException("the server has closed");
        for (int i = 0; i < in.position(); i++) if (in.get(i) == '\n') talk.awaited--;
        if (talk.awaited > 0) return;
        talk.turn = (talk.turn + 1) % said.size();
        if (talk.turn == 0) done += load.worth;
        say(channel, talk);
    }

    private void say(SocketChannel channel, Talk talk) throws IOException {
        talk.awaited = load.lines.get(talk.turn);
        ByteBuffer out = ByteBuffer.wrap(said.get(talk.turn));
        while (out.hasRemaining()) channel.write(out);
    }
}
