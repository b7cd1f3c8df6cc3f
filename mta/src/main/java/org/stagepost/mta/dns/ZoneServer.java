package org.stagepost.mta.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.launch.Service;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

/**
 * A DNS server over UDP and TCP (RFC 1035 section 4.2) that answers from records given as text and knows nothing else: no
 * recursion, no other server asked. It makes the demo and the tests a world of their own.
 */
public final class ZoneServer implements Service {
    private static final Logger log = LoggerFactory.getLogger(ZoneServer.class);
    private static final int MAX_UDP_QUERY = 4096;
    private static final int PLAIN_UDP_ANSWER = 512;
    private static final int LARGE_UDP_ANSWER = 1232;
    private static final int MAX_AT_ONCE = 256;
    private static final int TCP_IDLE_MILLIS = 10_000;
    private static final int PORTS_TRIED = 20;

    private final InetSocketAddress listen;
    private final Map<String, Fault> faults = new ConcurrentHashMap<>();
    private final AtomicInteger queries = new AtomicInteger();
    private final Semaphore room = new Semaphore(MAX_AT_ONCE);
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("zone-server-", 0).factory());
    private volatile Zone zone;
    private volatile Optional<Sockets> sockets = Optional.empty();

    private record Sockets(DatagramSocket udp, ServerSocket tcp) {}

    /**
     * @param listen where to listen; port 0 takes one that is free for both UDP and TCP
     * @param records as {@link #serve} takes them
     */
    public ZoneServer(InetSocketAddress listen, String records) throws SyntaxException {
        this.listen = listen;
        this.zone = Zone.of(records);
    }

    /**
     * From now on these records and no others.
     *
     * @param records one a line, names absolute without a last dot: {@code venus.test MX 10 mx.venus.test}
     */
    public void serve(String records) throws SyntaxException {
        zone = Zone.of(records);
    }

    /** From now on this fault for questions about this name. */
    public void fail(String name, Fault fault) {
        faults.put(Ascii.lower(name), fault);
    }

    /** From now on no faults. */
    public void heal() {
        faults.clear();
    }

    /** Where it listens. Only while started. */
    public InetSocketAddress address() {
        return (InetSocketAddress) sockets.orElseThrow().udp().getLocalSocketAddress();
    }

    /** How many questions have come so far. */
    public int queries() {
        return queries.get();
    }

    @Override
    public void start() throws IOException {
        Sockets bound = bind();
        sockets = Optional.of(bound);
        threads.execute(() -> hearUdp(bound.udp()));
        threads.execute(() -> hearTcp(bound.tcp()));
    }

    @Override
    public void stop() throws IOException {
        if (sockets.isPresent()) {
            sockets.get().udp().close();
            sockets.get().tcp().close();
        }
        threads.shutdownNow();
    }

    /** One port for both: the one that UDP got may be taken for TCP, so a free one is sought a few times. */
    private Sockets bind() throws IOException {
        for (int tried = 1; ; tried++) {
            DatagramSocket udp = new DatagramSocket(listen);
            try {
                return new Sockets(udp, new ServerSocket(udp.getLocalPort(), 0, listen.getAddress()));
            } catch (IOException e) {
                udp.close();
                if (listen.getPort() != 0 || tried == PORTS_TRIED) throw e;
            }
        }
    }

    private void hearUdp(DatagramSocket socket) {
        byte[] buffer = new byte[MAX_UDP_QUERY];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                byte[] query = Arrays.copyOf(packet.getData(), packet.getLength());
                room.acquire();
                threads.execute(() -> answerUdp(socket, query, (InetSocketAddress) packet.getSocketAddress()));
            } catch (SocketException e) {
                log.trace("UDP socket closed", e);
            } catch (IOException e) {
                log.warn("no UDP query", e);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void answerUdp(DatagramSocket socket, byte[] query, InetSocketAddress client) {
        try {
            Message asked = new Message(query);
            int limit = asked.getOPT() == null ? PLAIN_UDP_ANSWER : LARGE_UDP_ANSWER;
            Optional<Message> answer = answer(asked);
            if (answer.isEmpty()) return;
            byte[] octets = answer.get().toWire(limit);
            socket.send(new DatagramPacket(octets, octets.length, client));
        } catch (IOException e) {
            log.debug("no answer to {}", client, e);
        } finally {
            room.release();
        }
    }

    private void hearTcp(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                room.acquire();
                threads.execute(() -> answerTcp(socket));
            } catch (IOException e) {
                log.trace("TCP socket closed", e);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void answerTcp(Socket socket) {
        try (socket;
                DataInputStream in = new DataInputStream(socket.getInputStream());
                DataOutputStream out = new DataOutputStream(socket.getOutputStream())) {
            socket.setSoTimeout(TCP_IDLE_MILLIS);
            while (true) {
                Optional<Message> answer = answer(new Message(in.readNBytes(in.readUnsignedShort())));
                if (answer.isEmpty()) return;
                byte[] octets = answer.get().toWire(Message.MAXLENGTH);
                out.writeShort(octets.length);
                out.write(octets);
                out.flush();
            }
        } catch (IOException e) {
            log.trace("TCP client gone", e);
        } finally {
            room.release();
        }
    }

    private Optional<Message> answer(Message query) {
        queries.incrementAndGet();
        if (query.getQuestion() == null) return Optional.of(Zone.reply(query, Rcode.FORMERR));
        String name = Ascii.lower(query.getQuestion().getName().toString(true));
        return switch (faults.get(name)) {
            case null -> Optional.of(zone.answer(query));
            case Fault.Dropped dropped -> Optional.empty();
            case Fault.ServerFailure failure -> Optional.of(Zone.reply(query, Rcode.SERVFAIL));
            case Fault.Delayed delayed -> late(query, delayed);
        };
    }

    private Optional<Message> late(Message query, Fault.Delayed fault) {
        try {
            Thread.sleep(fault.by());
            return Optional.of(zone.answer(query));
        } catch (InterruptedException e) {
            return Optional.empty();
        }
    }
}
