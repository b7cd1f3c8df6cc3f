package org.stagepost.mailstore.index;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.stagepost.mailstore.Flag;
import org.stagepost.mailstore.Flags;

/**
 * A picture's pages as octets: the states that its messages are in, each once, then the messages. One row of SQL a page
 * opens a large mailbox in a tenth of the time of one a message.
 */
final class PageCode {
    private static final int UIDS = 512;

    private PageCode() {}

    /** What messages share. */
    private record State(Flags flags, boolean fresh, String info) {
        static State of(Picture.Row row) {
            return new State(row.flags(), row.fresh(), row.info());
        }
    }

    /** The rows of a picture, each page by its number: the quotient that the UIDs of its messages share. */
    static SortedMap<Long, byte[]> pages(List<Picture.Row> rows) throws IOException {
        SortedMap<Long, byte[]> pages = new TreeMap<>();
        for (int from = 0, to = 0; from < rows.size(); from = to) {
            long number = rows.get(from).uid() / UIDS;
            while (to < rows.size() && rows.get(to).uid() / UIDS == number) to++;
            pages.put(number, encode(rows.subList(from, to)));
        }
        return pages;
    }

    private static byte[] encode(List<Picture.Row> rows) throws IOException {
        Map<State, Integer> numbers = new LinkedHashMap<>();
        for (Picture.Row row : rows) numbers.putIfAbsent(State.of(row), numbers.size());
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(octets);
        out.writeShort(numbers.size());
        for (State state : numbers.keySet()) write(state, out);
        out.writeShort(rows.size());
        for (Picture.Row row : rows) {
            out.writeInt((int) row.uid());
            out.writeUTF(row.name());
            out.writeLong(row.octets());
            out.writeLong(row.modSeq());
            out.writeShort(requireNonNull(numbers.get(State.of(row))));
        }
        return octets.toByteArray();
    }

    private static void write(State state, DataOutputStream out) throws IOException {
        StringBuilder letters = new StringBuilder();
        for (Flag flag : Flag.values()) if (state.flags().has(flag)) letters.append(flag.letter());
        out.writeUTF(letters.toString());
        out.writeUTF(String.join(" ", new TreeSet<>(state.flags().keywords())));
        out.writeBoolean(state.fresh());
        out.writeUTF(state.info());
    }

    /** @throws IOException when these are not the octets of a page */
    static void decode(byte[] octets, List<Picture.Row> rows) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(octets));
        State[] states = new State[in.readUnsignedShort()];
        for (int i = 0; i < states.length; i++) states[i] = state(in);
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            long uid = in.readInt() & 0xFFFFFFFFL;
            String name = in.readUTF();
            long size = in.readLong();
            long modSeq = in.readLong();
            int which = in.readUnsignedShort();
            if (which >= states.length) throw new IOException("a message is in no state of its page");
            State state = states[which];
            rows.add(new Picture.Row(uid, name, size, state.flags(), modSeq, state.fresh(), state.info()));
        }
    }

    private static State state(DataInputStream in) throws IOException {
        String letters = in.readUTF();
        Set<Flag> system = EnumSet.noneOf(Flag.class);
        for (Flag flag : Flag.values()) if (letters.indexOf(flag.letter()) >= 0) system.add(flag);
        return new State(new Flags(system, new HashSet<>(words(in.readUTF()))), in.readBoolean(), in.readUTF());
    }

    static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
    }
}
