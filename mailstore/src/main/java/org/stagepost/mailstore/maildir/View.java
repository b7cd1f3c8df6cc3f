package org.stagepost.mailstore.maildir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntConsumer;
import org.stagepost.mailstore.Flag;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.Messages;
import org.stagepost.mailstore.UidSet;

/**
 * The messages of a mailbox at one moment. What never changes (UID, base name, size) lies in arrays that later moments
 * share and write behind this one's end; what does (flags, mod-sequence, place) in chunks of which a change copies one.
 * About 110 octets of heap a message, base name included.
 */
final class View implements Messages {
    private static final int CHUNK = 512;
    private static final long NO_UID = 0xFFFFFFFFL;
    static final View EMPTY = new View(new Rows(0), new Chunk[0], new Sums(0, 0, 0), new State(1, 0, 0, List.of()));

    private final Rows rows;
    private final Chunk[] chunks;
    private final Sums sums;
    private final State state;

    /** What a mailbox knows beside its messages. */
    record State(long uidNext, long highestModSeq, long claimedUid, List<String> keywords) {
        State modSeq(long higher) {
            return new State(uidNext, higher, claimedUid, keywords);
        }

        State uidNext(long higher) {
            return new State(higher, highestModSeq, claimedUid, keywords);
        }

        State claimed(long uid) {
            return new State(uidNext, highestModSeq, uid, keywords);
        }

        State keywords(List<String> names) {
            return new State(uidNext, highestModSeq, claimedUid, names);
        }
    }

    /** A message to be put into a view. */
    record Row(long uid, String base, long octets, Flags flags, long modSeq, Place place) {
        Row modSeq(long other) {
            return new Row(uid, base, octets, flags, other, place);
        }

        Row numbered(long given, long arrived) {
            return new Row(given, base, octets, flags, arrived, place);
        }

        Row octets(long counted) {
            return new Row(uid, base, counted, flags, modSeq, place);
        }
    }

    private record Sums(int size, int unseen, long octets) {
        Sums and(Row row) {
            return new Sums(size + 1, unseen + (row.flags().has(Flag.SEEN) ? 0 : 1), octets + row.octets());
        }
    }

    /** Arrays with room behind the last message: only the newest view is ever continued, under its mailbox's lock. */
    private record Rows(int[] uids, String[] bases, long[] octets) {
        Rows(int capacity) {
            this(new int[capacity], new String[capacity], new long[capacity]);
        }

        Rows roomFor(int size) {
            if (size <= uids.length) return this;
            int capacity = Math.max(size, uids.length + uids.length / 4 + 16);
            return new Rows(
                    Arrays.copyOf(uids, capacity), Arrays.copyOf(bases, capacity), Arrays.copyOf(octets, capacity));
        }
    }

    private record Chunk(Flags[] flags, long[] modSeqs, Place[] places) {
        Chunk() {
            this(new Flags[CHUNK], new long[CHUNK], new Place[CHUNK]);
        }

        Chunk copy() {
            return new Chunk(flags.clone(), modSeqs.clone(), places.clone());
        }

        void set(int position, Flags flag, long modSeq, Place place) {
            flags[position % CHUNK] = flag;
            modSeqs[position % CHUNK] = modSeq;
            places[position % CHUNK] = place;
        }
    }

    private View(Rows rows, Chunk[] chunks, Sums sums, State state) {
        this.rows = rows;
        this.chunks = chunks;
        this.sums = sums;
        this.state = state;
    }

    /** The next moment: with these messages more, whose UIDs are above all that are here. */
    View and(List<Row> more, State next) {
        int size = sums.size() + more.size();
        Rows wider = rows.roomFor(size);
        Chunk[] longer = Arrays.copyOf(chunks, (size + CHUNK - 1) / CHUNK);
        for (int i = chunks.length; i < longer.length; i++) longer[i] = new Chunk();
        Sums sum = sums;
        for (Row row : more) {
            int position = sum.size();
            wider.uids()[position] = (int) row.uid();
            wider.bases()[position] = row.base();
            wider.octets()[position] = row.octets();
            longer[position / CHUNK].set(position, row.flags(), row.modSeq(), row.place());
            sum = sum.and(row);
        }
        return new View(wider, longer, sum, next);
    }

    /** The next moment: without the messages at these positions. */
    View without(BitSet gone, State next) {
        List<Row> kept = new ArrayList<>(size());
        for (int i = gone.nextClearBit(0); i < size(); i = gone.nextClearBit(i + 1)) kept.add(row(i));
        return EMPTY.and(kept, next);
    }

    /** The next moment: with another size of the message at this position. */
    View corrected(int position, long octets) {
        long[] corrected = rows.octets().clone();
        corrected[position] = octets;
        long sum = sums.octets() - octets(position) + octets;
        return new View(
                new Rows(rows.uids(), rows.bases(), corrected), chunks, new Sums(size(), sums.unseen(), sum), state);
    }

    View with(State next) {
        return new View(rows, chunks, sums, next);
    }

    Edit edit() {
        return new Edit();
    }

    /** Changes towards the next moment: copies the chunks that it touches. */
    final class Edit {
        private final Chunk[] own = chunks.clone();
        private final BitSet copied = new BitSet();
        private int unseen = sums.unseen();

        void set(int position, Flags flags, long modSeq, Place place) {
            int chunk = position / CHUNK;
            if (!copied.get(chunk)) own[chunk] = chunks[chunk].copy();
            copied.set(chunk);
            unseen += (flags(position).has(Flag.SEEN) ? 1 : 0) - (flags.has(Flag.SEEN) ? 1 : 0);
            own[chunk].set(position, flags, modSeq, place);
        }

        View done(State next) {
            return new View(rows, own, new Sums(sums.size(), unseen, sums.octets()), next);
        }
    }

    Row row(int position) {
        return new Row(
                uid(position), base(position), octets(position), flags(position), modSeq(position), place(position));
    }

    State state() {
        return state;
    }

    String base(int position) {
        return rows.bases()[position];
    }

    Place place(int position) {
        return chunks[position / CHUNK].places()[position % CHUNK];
    }

    /** The positions of those of the UIDs that are here, ascending. */
    void each(UidSet uids, IntConsumer action) {
        for (UidSet.Range range : uids.ranges()) {
            for (int i = from(range.first()); i < size() && uid(i) <= range.last(); i++) action.accept(i);
        }
    }

    /** Those of the UIDs that are here, ascending. */
    List<Long> uids(UidSet uids) {
        List<Long> here = new ArrayList<>();
        each(uids, i -> here.add(uid(i)));
        return here;
    }

    /** The position of the first message whose UID is not below this one. */
    int from(long uid) {
        int low = 0;
        int high = size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (uid(middle) < uid) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    @Override
    public int size() {
        return sums.size();
    }

    @Override
    public long uid(int position) {
        return rows.uids()[position] & NO_UID;
    }

    @Override
    public Flags flags(int position) {
        return chunks[position / CHUNK].flags()[position % CHUNK];
    }

    @Override
    public long modSeq(int position) {
        return chunks[position / CHUNK].modSeqs()[position % CHUNK];
    }

    @Override
    public long octets(int position) {
        return rows.octets()[position];
    }

    @Override
    public int position(long uid) {
        int position = from(uid);
        return position < size() && uid(position) == uid ? position : -1;
    }

    @Override
    public long uidNext() {
        return state.uidNext();
    }

    @Override
    public long highestModSeq() {
        return state.highestModSeq();
    }

    @Override
    public int unseen() {
        return sums.unseen();
    }

    @Override
    public int recent() {
        return size() - from(state.claimedUid() + 1);
    }

    @Override
    public List<String> keywords() {
        return state.keywords();
    }

    @Override
    public boolean keywordsOpen() {
        return state.keywords().size() < Keywords.MAX;
    }

    @Override
    public long totalOctets() {
        return sums.octets();
    }
}
