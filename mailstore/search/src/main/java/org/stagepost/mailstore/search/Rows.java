package org.stagepost.mailstore.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.NumericDocValuesField;
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
import org.jspecify.annotations.Nullable;
import org.stagepost.mailstore.Sought;

/** How a message stands in a Lucene index, written and read here only. */
final class Rows {
    /** Beside the version of Java, whose tables say what is upper and lower case: another one, and the index is made anew. */
    static final String FORMAT = "1 " + Runtime.version().feature();

    private static final String PLACE = "place";
    private static final String UID = "uid";
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

        void add(Place place, long uid, MessageGrams grams) throws IOException {
            Document row = new Document();
            row.add(new Field(PLACE, place.key(), WHOLE));
            row.add(new NumericDocValuesField(UID, uid));
            if (grams.isCut()) row.add(new Field(CUT.field(), CUT.text(), WHOLE));
            else {
                header.set(grams.header());
                body.set(grams.body());
                row.add(headerField);
                row.add(bodyField);
            }
            writer.addDocument(row);
        }

        void remove(Place place, long[] uids) throws IOException {
            if (uids.length == 0) return;
            writer.deleteDocuments(new BooleanQuery.Builder()
                    .add(new TermQuery(term(place)), BooleanClause.Occur.FILTER)
                    .add(NumericDocValuesField.newSlowSetQuery(UID, uids), BooleanClause.Occur.FILTER)
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

    /** Gives the UIDs of all messages of a place, in no order. */
    static void uids(LeafReader leaf, Place place, Uids into) throws IOException {
        uids(leaf, place, new FixedBitSet(leaf.maxDoc()), into);
    }

    /** Gives the UIDs of the messages that do not hold what is sought, in no order. */
    static void without(LeafReader leaf, Place place, Sought sought, long[] grams, Uids into) throws IOException {
        FixedBitSet may = new FixedBitSet(leaf.maxDoc());
        if (sought.where() != Sought.Where.BODY) mark(leaf, place, HEADER, grams, may);
        if (sought.where() != Sought.Where.HEADER) mark(leaf, place, BODY, grams, may);
        PostingsEnum cut = leaf.postings(CUT, PostingsEnum.NONE);
        if (cut != null) may.or(cut);
        uids(leaf, place, may, into);
    }

    private static void uids(LeafReader leaf, Place place, FixedBitSet but, Uids into) throws IOException {
        PostingsEnum rows = leaf.postings(term(place), PostingsEnum.NONE);
        NumericDocValues uids = leaf.getNumericDocValues(UID);
        Bits live = leaf.getLiveDocs();
        if (rows == null || uids == null) return;
        for (int row = rows.nextDoc(); row != DocIdSetIterator.NO_MORE_DOCS; row = rows.nextDoc()) {
            boolean here = live == null || live.get(row);
            if (here && !but.get(row) && uids.advanceExact(row)) into.add(uids.longValue());
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
        @Nullable DocIdSetIterator both = ConjunctionUtils.intersectIterators(all);
        marks.or(both);
    }
}
