package org.stagepost.mailstore.search;

import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.util.BytesRef;

/** A set of grams as Lucene takes in the words of a field. */
final class GramStream extends TokenStream {
    private final BytesTermAttribute term = addAttribute(BytesTermAttribute.class);
    private final BytesRef spelt = Grams.term();
    private long[] grams = new long[0];
    private int next;

    void set(GramSet set) {
        grams = set.toArray();
    }

    @Override
    public void reset() {
        next = 0;
    }

    @Override
    public boolean incrementToken() {
        if (next == grams.length) return false;
        clearAttributes();
        Grams.spell(grams[next++], spelt);
        term.setBytesRef(spelt);
        return true;
    }
}
