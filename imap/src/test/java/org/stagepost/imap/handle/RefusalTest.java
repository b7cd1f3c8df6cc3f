package org.stagepost.imap.handle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.stagepost.imap.response.Completion;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.StoreException.Reason;

class RefusalTest {
    @Test
    void whereTheServerKeepsItsMailIsNoneOfTheClientsBusiness() {
        StoreException foreign = new StoreException(Reason.CORRUPTION, "/srv/mail/ann belongs to user 7; chown it");
        assertThat(Refusal.of(foreign))
                .isEqualTo(Completion.no("CORRUPTION", "the server cannot use this mailbox; its log says why"));
        assertThat(Refusal.ofTarget(foreign).text()).doesNotContain("/srv");
        assertThat(Refusal.of(new StoreException(Reason.LIMIT, "enough")).text())
                .isEqualTo("enough");
    }
}
