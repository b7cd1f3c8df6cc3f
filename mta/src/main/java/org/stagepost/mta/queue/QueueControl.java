package org.stagepost.mta.queue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.stagepost.mail.Domain;
import org.stagepost.mail.Reply;

/** What the operator may ask of the running queue. */
public interface QueueControl {
    /** What waits, the next due first; messages under way at this moment are not among them. */
    List<Agenda.Item> waiting();

    /** Makes everything that waits, or the message of this name, due now. @return how many messages that were */
    int retryNow(Optional<String> name);

    /** Makes due now what waits for a recipient at one of these domains. @return how many messages that are */
    int start(Set<Domain> domains);

    /** The smart hosts that could not be reached at the last try, by name, with what was said then. */
    Map<String, Reply> unreachedSmartHosts();

    /** The smart hosts that have refused whatever they were given of late, by name, with what was said last. */
    Map<String, Reply> refusingSmartHosts();
}
