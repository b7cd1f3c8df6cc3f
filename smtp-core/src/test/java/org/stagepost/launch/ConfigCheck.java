package org.stagepost.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.function.Function;

/** The second of the two tests that every {@code XxxConfig} has: each key reaches its component. */
public final class ConfigCheck {
    private ConfigCheck() {}

    /** What the record is when the file says nothing: compared by the first test with the documented defaults. */
    public static <R extends Record> R defaults(Function<Settings, R> from) {
        return from.apply(Settings.of(""));
    }

    /**
     * @param toml sets every key the record asks for, each to something other than its default
     * @return the record, for closer looks
     */
    public static <R extends Record> R everyKeyMapped(Function<Settings, R> from, String toml) {
        Settings settings = Settings.of(toml);
        R changed = from.apply(settings);
        settings.refuseUnknown();
        assertThat(settings.asked())
                .allSatisfy(asked -> assertThat(settings.has(asked.key()))
                        .as("the text sets %s", asked.key())
                        .isTrue());
        R defaults = defaults(from);
        for (RecordComponent component : changed.getClass().getRecordComponents())
            assertThat(value(component, changed))
                    .as("%s differs from its default", component.getName())
                    .isNotEqualTo(value(component, defaults));
        return changed;
    }

    private static Object value(RecordComponent component, Record record) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
