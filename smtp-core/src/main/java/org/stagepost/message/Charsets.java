package org.stagepost.message;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.stagepost.mail.Ascii;

/**
 * The charsets of mail by their MIME names. A fixed list: what a sender names never reaches {@link Charset#forName}, whose
 * search for unknown names is slow and differs between machines.
 */
public final class Charsets {
    private Charsets() {}

    /** The charset of this MIME name, ASCII case aside; empty if unknown here. */
    public static Optional<Charset> lookup(String name) {
        if (name.length() > 32) return Optional.empty();
        String lower = Ascii.lower(Chars.strip(name));
        return switch (lower) {
            case "utf-8", "utf8", "unicode-1-1-utf-8" -> Optional.of(StandardCharsets.UTF_8);
            // Senders that say us-ascii and send more mostly send UTF-8.
            case "us-ascii", "ascii", "ansi_x3.4-1968", "iso646-us", "" -> Optional.of(StandardCharsets.UTF_8);
            // WHATWG and every mail client read Latin 1 as its Windows superset.
            case "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "l1" -> java("windows-1252");
            default -> byFamily(lower);
        };
    }

    private static Optional<Charset> byFamily(String name) {
        return switch (name) {
            case "iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5", "iso-8859-6", "iso-8859-7", "iso-8859-8" ->
                java(name);
            case "iso-8859-9", "iso-8859-13", "iso-8859-15", "iso-8859-16" -> java(name);
            case "iso-8859-8-i", "iso-8859-8-e" -> java("iso-8859-8");
            case "latin2" -> java("iso-8859-2");
            case "latin5" -> java("iso-8859-9");
            case "latin9", "iso8859-15" -> java("iso-8859-15");
            case "windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254" -> java(name);
            case "windows-1255", "windows-1256", "windows-1257", "windows-1258", "windows-874" -> java(name);
            case "cp1250" -> java("windows-1250");
            case "cp1251" -> java("windows-1251");
            case "cp1252" -> java("windows-1252");
            case "koi8-r", "koi8-u" -> java(name);
            case "tis-620", "iso-8859-11" -> java("tis-620");
            case "ibm437", "cp437" -> java("ibm437");
            case "ibm850", "cp850" -> java("ibm850");
            case "ibm866", "cp866" -> java("ibm866");
            case "macintosh", "mac", "x-mac-roman" -> java("x-macroman");
            case "utf-16", "utf-16be", "utf-16le", "utf-32" -> java(name);
            default -> eastAsian(name);
        };
    }

    private static Optional<Charset> eastAsian(String name) {
        return switch (name) {
            case "gb2312", "gb_2312-80", "gbk", "x-gbk", "cp936", "gb18030" -> java("gb18030");
            case "big5", "big5-hkscs", "x-x-big5", "cp950" -> java("big5-hkscs");
            case "euc-jp", "x-euc-jp", "x-euc" -> java("euc-jp");
            case "shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j", "cp932", "ms_kanji" -> java("windows-31j");
            case "iso-2022-jp", "iso-2022-jp-2", "iso-2022-kr" -> java(name);
            case "euc-kr", "ks_c_5601-1987", "ks_c_5601-1989", "ksc5601", "cp949" -> java("x-windows-949");
            default -> Optional.empty();
        };
    }

    /** A trimmed Java runtime may lack the rarer ones. */
    private static Optional<Charset> java(String name) {
        return Charset.isSupported(name) ? Optional.of(Charset.forName(name)) : Optional.empty();
    }

    /** Text of these octets; what is malformed becomes U+FFFD, malformed UTF-8 is read as windows-1252 throughout. */
    public static String decode(byte[] octets, Charset charset) {
        if (!charset.equals(StandardCharsets.UTF_8)) return new String(octets, charset);
        try {
            CharBuffer text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(octets));
            return text.toString();
        } catch (CharacterCodingException notUtf8) {
            return new String(octets, java("windows-1252").orElse(StandardCharsets.ISO_8859_1));
        }
    }

    /** The octet string of a text in UTF-8: the form in which it goes into a field. */
    public static String octetString(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Text of an octet string: UTF-8, or else windows-1252. */
    public static String text(String octets) {
        for (int i = 0; i < octets.length(); i++) {
            if (octets.charAt(i) >= 0x80)
                return decode(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        }
        return octets;
    }
}
