package org.stagepost.distribution.client;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.stagepost.mail.Ascii;

/** The client's side of IMAP, as much of it as comparing two servers needs; it takes responses apart and judges nothing. */
final class ImapDialogue implements Closeable {
    private final InputStream in;
    private final OutputStream out;
    private int next = ' ';

    /** Begins after the greeting. */
    ImapDialogue(InputStream in, OutputStream out) throws IOException {
        this.in = new BufferedInputStream(in);
        this.out = out;
        line();
    }

    /** Sends a command and returns its untagged responses; fails unless it is answered OK. */
    List<Tree.Branch> command(String command) throws IOException {
        out.write(("x " + command + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        List<Tree.Branch> untagged = new ArrayList<>();
        while (true) {
            Tree.Branch line = line();
            if (line.leaves().getFirst().equals(new Tree.Atom("*"))) untagged.add(line);
            else if (line.leaves().get(1).equals(new Tree.Atom("OK"))) return untagged;
            else throw new IOException(command + " was answered " + line);
        }
    }

    /** What FETCH tells of one message: item by item, the names in upper case. */
    Map<String, Tree> fetch(int number, String items) throws IOException {
        Map<String, Tree> found = new LinkedHashMap<>();
        for (Tree.Branch line : command("FETCH " + number + " (" + items + ")")) {
            if (!line.leaves().get(2).equals(new Tree.Atom("FETCH"))) continue;
            List<Tree> pairs = ((Tree.Branch) line.leaves().get(3)).leaves();
            for (int i = 0; i < pairs.size(); i += 2)
                found.put(Ascii.upper(pairs.get(i).toString()), pairs.get(i + 1));
        }
        return found;
    }

    /** One item of every message in a mailbox, which is only looked at. */
    List<Tree> fetchAll(String mailbox, String item) throws IOException {
        command("EXAMINE " + mailbox);
        List<Tree> found = new ArrayList<>();
        for (Tree.Branch line : command("UID FETCH 1:* " + item)) {
            List<Tree> pairs = ((Tree.Branch) line.leaves().get(3)).leaves();
            for (int i = 0; i < pairs.size(); i += 2) {
                if (pairs.get(i).equals(new Tree.Atom(item))) found.add(pairs.get(i + 1));
            }
        }
        return found;
    }

    private Tree.Branch line() throws IOException {
        advance();
        List<Tree> leaves = new ArrayList<>();
        while (next != '\n') {
            if (next == ' ' || next == '\r') advance();
            else leaves.add(tree());
        }
        return new Tree.Branch(leaves);
    }

    private Tree tree() throws IOException {
        return switch (next) {
            case '(' -> branch();
            case '"' -> quoted();
            case '{' -> literal();
            default -> atom();
        };
    }

    private Tree.Branch branch() throws IOException {
        List<Tree> leaves = new ArrayList<>();
        advance();
        while (next != ')') {
            if (next == ' ') advance();
            else leaves.add(tree());
        }
        advance();
        return new Tree.Branch(leaves);
    }

    private Tree.Text quoted() throws IOException {
        StringBuilder text = new StringBuilder();
        advance();
        while (next != '"') {
            if (next == '\\') advance();
            text.append((char) next);
            advance();
        }
        advance();
        return new Tree.Text(text.toString());
    }

    private Tree.Text literal() throws IOException {
        int length = 0;
        advance();
        while (next != '}') {
            length = length * 10 + next - '0';
            advance();
        }
        advance();
        advance();
        byte[] octets = in.readNBytes(length);
        if (octets.length < length) throw new EOFException();
        advance();
        return new Tree.Text(new String(octets, StandardCharsets.ISO_8859_1));
    }

    /** Brackets hold spaces and lists: {@code BODY[HEADER.FIELDS (From)]<0>}. */
    private Tree.Atom atom() throws IOException {
        StringBuilder text = new StringBuilder();
        int depth = 0;
        while (depth > 0 || " ()\r\n".indexOf(next) < 0) {
            if (next == '[') depth++;
            if (next == ']') depth--;
            if (depth < 0 || next == '\n') throw new IOException("not a response: " + text);
            text.append((char) next);
            advance();
        }
        return new Tree.Atom(text.toString());
    }

    private void advance() throws IOException {
        next = in.read();
        if (next < 0) throw new EOFException();
    }

    @Override
    public void close() throws IOException {
        out.close();
        in.close();
    }
}
