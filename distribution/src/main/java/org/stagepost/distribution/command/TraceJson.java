package org.stagepost.distribution.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.stagepost.distribution.control.Json;
import org.stagepost.trace.TraceEvent;

/** Events for programs: one object on one line each, in the words of {@link TraceEvent}. */
final class TraceJson {
    private TraceJson() {}

    static String of(TraceEvent event) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("at", event.at());
        object.put("id", event.id());
        object.put("stage", event.stage());
        object.put("kind", event.kind());
        object.put("host", event.host());
        object.put("from", event.from());
        object.put("to", event.to());
        object.put("what", event.what());
        object.put("why", event.why());
        object.put("parties", event.parties());
        object.put("peer-id", event.peerId());
        object.put("dialogue", event.dialogue());
        return Json.of(object);
    }
}
