package org.stagepost.distribution;

import com.google.inject.AbstractModule;
import org.stagepost.mailstore.TextIndex;
import org.stagepost.mailstore.search.LuceneTextIndex;

/** The text index, in the process that owns the store. */
final class SearchModule extends AbstractModule {
    private final LuceneTextIndex index;

    SearchModule(LuceneTextIndex index) {
        this.index = index;
    }

    @Override
    protected void configure() {
        bind(LuceneTextIndex.class).toInstance(index);
        bind(TextIndex.class).toInstance(index);
    }
}
