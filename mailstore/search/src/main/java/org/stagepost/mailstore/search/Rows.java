package org.stagepost.mailstore.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.IndexCommit;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.ConjunctionUtils;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.stagepost.mailstore.Sought;

/** How a message stands in a Lucene index, written and read here only. */
final class Rows {
    /** Beside the version of Java, whose tables say what is upper and lower case: another one, and the index is made anew. */
    private static final String VERSION = "1 " + Runtime.version().feature();

    private static final String FORMAT = "format";

    private static final String PLACE = "place";
    private static final String KEY = "key";
    private static final String HEADER = "header";
    private static final String BODY = "body";
    private static final Term CUT = new Term("cut", "1");
    private static final FieldType WORDS = words();

    private Rows() {}

    private static FieldType words() {
        FieldType type = new FieldType();
        type.setIndexOptions(IndexOptions.DOCS);
        type.setOmitNorms(true);
        type.setTokenized(true);
        type.freeze();
        return type;
    }

    private static FieldType whole() {
        FieldType type = new FieldType(WORDS);
        type.setTokenized(false);
        type.freeze();
        return type;
    }

    /** Says with the next commit what it is. */
    static void sign(IndexWriter writer) {
        writer.setLiveCommitData(Map.of(FORMAT, VERSION).entrySet());
    }

    /** Whether it is what this version of all that matters wrote. */
    static boolean isOurs(IndexCommit commit) throws IOException {
        return VERSION.equals(commit.getUserData().get(FORMAT));
    }

    /** Writes one message after the other. */
    static final class Pen {
        private static final FieldType WHOLE = whole();

        private final IndexWriter writer;
        private final GramStream header = new GramStream();
        private final GramStream body = new GramStream();
        private final Field headerField = new Field(HEADER, header, WORDS);
        private final Field bodyField = new Field(BODY, body, WORDS);

        Pen(IndexWriter writer) {
            this.writer = writer;
        }

        void add(Place place, long key, MessageGrams grams) throws IOException {
            Document row = new Document();
            row.add(new Field(PLACE, place.key(), WHOLE));
            row.add(new NumericDocValuesField(KEY, key));
            if (grams.isCut()) row.add(new Field(CUT.field(), CUT.text(), WHOLE));
            else {
                header.set(grams.header());
                body.set(grams.body());
                row.add(headerField);
                row.add(bodyField);
            }
            writer.addDocument(row);
        }

        void remove(Place place, long[] keys) throws IOException {
            if (keys.length == 0) return;
            writer.deleteDocuments(new BooleanQuery.Builder()
                    .add(new TermQuery(term(place)), BooleanClause.Occur.FILTER)
                    .add(NumericDocValuesField.newSlowSetQuery(KEY, keys), BooleanClause.Occur.FILTER)
                    .build());
        }

        void remove(Place place) throws IOException {
            writer.deleteDocuments(term(place));
        }
    }

    private static Term term(Place place) {
        return new Term(PLACE, place.key());
    }

    /** The places of which there are messages, or have been. */
    static List<Place> places(LeafReader leaf) throws IOException {
        List<Place> places = new ArrayList<>();
        Terms terms = leaf.terms(PLACE);
        if (terms == null) return places;
        TermsEnum each = terms.iterator();
        for (BytesRef key = each.next(); key != null; key = each.next()) places.add(new Place(key.utf8ToString()));
        return places;
    }

    /** Finds all messages of a place. */
    static void keys(LeafReader leaf, Place place, Keys into) throws IOException {
        keys(leaf, place, new FixedBitSet(leaf.maxDoc()), into);
    }

    /** Finds the messages that do not hold what is sought. */
    static void without(LeafReader leaf, Place place, Sought sought, long[] grams, Keys into) throws IOException {
        FixedBitSet may = new FixedBitSet(leaf.maxDoc());
        if (sought.where() != Sought.Where.BODY) mark(leaf, place, HEADER, grams, may);
        if (sought.where() != Sought.Where.HEADER) mark(leaf, place, BODY, grams, may);
        PostingsEnum cut = leaf.postings(CUT, PostingsEnum.NONE);
        if (cut != null) may.or(cut);
        keys(leaf, place, may, into);
    }

    private static void keys(LeafReader leaf, Place place, FixedBitSet but, Keys into) throws IOException {
        PostingsEnum rows = leaf.postings(term(place), PostingsEnum.NONE);
        NumericDocValues keys = leaf.getNumericDocValues(KEY);
        Bits live = leaf.getLiveDocs();
        if (rows == null || keys == null) return;
        for (int row = rows.nextDoc(); row != DocIdSetIterator.NO_MORE_DOCS; row = rows.nextDoc()) {
            boolean here = live == null || live.get(row);
            if (here && !but.get(row) && keys.advanceExact(row)) into.add(keys.longValue());
        }
    }

    /** Marks the rows of a place that have all these grams in a field. */
    private static void mark(LeafReader leaf, Place place, String field, long[] grams, FixedBitSet marks)
            throws IOException {
        List<DocIdSetIterator> all = new ArrayList<>(grams.length + 1);
        PostingsEnum rows = leaf.postings(term(place), PostingsEnum.NONE);
        Terms terms = leaf.terms(field);
        if (rows == null || terms == null) return;
        all.add(rows);
        TermsEnum each = terms.iterator();
        BytesRef spelt = Grams.term();
        for (long gram : grams) {
            Grams.spell(gram, spelt);
            if (!each.seekExact(spelt)) return;
            all.add(each.postings(null, PostingsEnum.NONE));
        }
        marks.or(ConjunctionUtils.intersectIterators(all));
    }
}
