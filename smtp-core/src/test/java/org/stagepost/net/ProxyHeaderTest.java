package org.stagepost.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.mail.SyntaxException;

/** Row C16: what a trusted proxy may say, and every way to say it wrongly. */
class ProxyHeaderTest {
    private static final byte[] FOUR = {(byte) 192, 0, 2, 1, (byte) 192, 0, 2, 2, 0x12, 0x34, 0, 25};

    private static ByteBuf octets(String text) {
        return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static byte[] binary(int command, int family, byte[]... parts) {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        for (byte[] part : parts) rest.writeBytes(part);
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.writeBytes("\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.ISO_8859_1));
        header.write(command);
        header.write(family);
        header.write(rest.size() >> 8);
        header.write(rest.size());
        header.writeBytes(rest.toByteArray());
        return header.toByteArray();
    }

    private static Optional<ProxyHeader> parsed(byte[] header) throws SyntaxException {
        return ProxyHeader.in(Unpooled.wrappedBuffer(header));
    }

    @ParameterizedTest
    @CsvSource({
        "PROXY TCP4 192.0.2.1 192.0.2.2 4660 25, 192.0.2.1, 4660",
        "PROXY TCP4 255.255.255.255 0.0.0.0 65535 0, 255.255.255.255, 65535",
        "PROXY TCP6 2001:db8::1 2001:db8::2 1 2, 2001:db8::1, 1",
    })
    void aLineNamesTheClient(String line, String address, int port) throws Exception {
        String text = line + "\r\n";
        assertThat(ProxyHeader.in(octets(text + "EHLO x\r\n")))
                .contains(new ProxyHeader(
                        Optional.of(new InetSocketAddress(InetAddress.getByName(address), port)), text.length()));
        for (int cut = 0; cut < text.length(); cut++)
            assertThat(ProxyHeader.in(octets(text.substring(0, cut))))
                    .as("cut at %d", cut)
                    .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROXY UNKNOWN", "PROXY UNKNOWN ffff::1 ffff::2 1 2"})
    void aProxyMaySpeakForSomebodyWithoutAnAddress(String line) throws Exception {
        assertThat(ProxyHeader.in(octets(line + "\r\n")))
                .contains(new ProxyHeader(Optional.empty(), line.length() + 2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EHLO x\r\n",
                "PROXY\r\n",
                "proxy TCP4 192.0.2.1 192.0.2.2 1 2\r\n",
                "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\n",
                "PROXY TCP4 192.0.2.1 192.0.2.2 1\r\n",
                "PROXY TCP4 192.0.2.1 192.0.2.2 1 2 3\r\n",
                "PROXY TCP4  192.0.2.1 192.0.2.2 1 2\r\n",
                "PROXY TCP4 2001:db8::1 2001:db8::2 1 2\r\n",
                "PROXY TCP6 192.0.2.1 192.0.2.2 1 2\r\n",
                "PROXY TCP4 192.0.2.256 192.0.2.2 1 2\r\n",
                "PROXY TCP4 192.0.2.1/8 192.0.2.2 1 2\r\n",
                "PROXY TCP4 localhost 192.0.2.2 1 2\r\n",
                "PROXY TCP4 192.0.2.1 192.0.2.2 65536 2\r\n",
                "PROXY TCP4 192.0.2.1 192.0.2.2 -1 2\r\n",
                "PROXY TCP4 192.0.2.1 192.0.2.2 01 2\r\n",
                "PROXY UDP4 192.0.2.1 192.0.2.2 1 2\r\n",
                "PROXY \r\n",
                "\r\n\r\n\0\r\nQUIT!",
            })
    void c16_whatIsNoHeaderIsNone(String text) {
        assertThatThrownBy(() -> ProxyHeader.in(octets(text))).isInstanceOf(SyntaxException.class);
    }

    @Test
    void c16_aLineWithoutEndEnds() {
        assertThatThrownBy(() -> ProxyHeader.in(octets("PROXY UNKNOWN " + "x".repeat(200))))
                .isInstanceOf(SyntaxException.class);
    }

    @Test
    void theBinaryFormNamesTheClientToo() throws Exception {
        byte[] four = binary(0x21, 0x11, FOUR, new byte[] {4, 0, 2, 9, 9});
        assertThat(parsed(four))
                .contains(new ProxyHeader(
                        Optional.of(new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 0x1234)), four.length));
        byte[] six = new byte[36];
        six[15] = 7;
        six[33] = 5;
        assertThat(parsed(binary(0x21, 0x21, six)).orElseThrow().source())
                .contains(new InetSocketAddress(InetAddress.getByName("::7"), 5));
        for (int cut = 0; cut < four.length; cut++)
            assertThat(parsed(Arrays.copyOf(four, cut))).as("cut at %d", cut).isEmpty();
    }

    @Test
    void aProxyMaySpeakForItself() throws Exception {
        assertThat(parsed(binary(0x20, 0x00)).orElseThrow().source()).isEmpty();
        assertThat(parsed(binary(0x20, 0x11, FOUR)).orElseThrow().source()).isEmpty();
        assertThat(parsed(binary(0x21, 0x31, new byte[216])).orElseThrow().source())
                .isEmpty();
    }

    @Test
    void c16_aBinaryHeaderThatLiesIsNone() {
        byte[][] lies = {
            binary(0x11, 0x11, FOUR),
            binary(0x22, 0x11, FOUR),
            binary(0x21, 0x41, FOUR),
            binary(0x21, 0x11, Arrays.copyOf(FOUR, 11)),
            binary(0x21, 0x21, FOUR),
            binary(0x21, 0x31, FOUR),
            binary(0x21, 0x11, FOUR, new byte[] {4, 0}),
            binary(0x21, 0x11, FOUR, new byte[] {4, 0, 9, 1}),
            binary(0x21, 0x11, FOUR, new byte[] {4, (byte) 255, (byte) 255, 1}),
            binary(0x21, 0x11, FOUR, new byte[] {3, 0, 4, 0, 0, 0, 1}),
            binary(0x21, 0x11, FOUR, new byte[] {3, 0, 1, 0}),
            Arrays.copyOf(binary(0x21, 0x11, new byte[60_000]), 16),
        };
        for (byte[] lie : lies)
            assertThatThrownBy(() -> parsed(lie)).as(Arrays.toString(lie)).isInstanceOf(SyntaxException.class);
    }

    @Test
    void aChecksumThatIsRightIsTaken() throws Exception {
        byte[] header = binary(0x21, 0x11, FOUR, new byte[] {3, 0, 4, 0, 0, 0, 0});
        CRC32C sum = new CRC32C();
        sum.update(header);
        for (int i = 0; i < 4; i++) header[header.length - 4 + i] = (byte) (sum.getValue() >> 24 - 8 * i);
        assertThat(parsed(header)).isPresent();
    }

    /** Whatever comes is a header, or waits for more, or is refused; nothing else happens. */
    @Test
    void c16_noMutationDoesAnythingElse() {
        Random random = new Random(16);
        byte[][] seeds = {
            binary(0x21, 0x11, FOUR, new byte[] {4, 0, 2, 9, 9}),
            binary(0x21, 0x21, new byte[36]),
            "PROXY TCP4 192.0.2.1 192.0.2.2 4660 25\r\n".getBytes(StandardCharsets.ISO_8859_1)
        };
        for (int i = 0; i < 30_000; i++) {
            byte[] octets = seeds[i % seeds.length].clone();
            for (int flips = random.nextInt(1, 5); flips > 0; flips--)
                octets[random.nextInt(octets.length)] = (byte) random.nextInt();
            byte[] cut = Arrays.copyOf(octets, random.nextInt(octets.length + 1));
            try {
                parsed(cut).ifPresent(header -> assertThat(header.octets()).isBetween(14, cut.length));
            } catch (SyntaxException refused) {
                assertThat(refused).hasMessageNotContaining("\0");
            }
        }
    }
}
