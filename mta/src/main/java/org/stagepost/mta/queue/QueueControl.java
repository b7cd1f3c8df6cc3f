package org.stagepost.mta.queue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stagepost.mail.Reply;

/** What the operator may ask of the running queue. */
public interface QueueControl {
    /** What waits, the next due first; messages under way at this moment are not among them. */
    List<Agenda.Item> waiting();

    /** Makes everything that waits, or the message of this name, due now. @return how many messages that were */
    int retryNow(Optional<String> name);

    /** The smart hosts that could not be reached at the last try, by name, with what was said then. */
    Map<String, Reply> unreachedSmartHosts();
}
