package org.stagepost.distribution.command;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP, by which the system would else end the process. The class for signals is the JDK's own and no part of Java, so it is asked
 * for by name, and where it is missing the command line still reloads.
 */
final class HangUp {
    private static final Logger LOG = LoggerFactory.getLogger(HangUp.class);

    private HangUp() {}

    /** From the next signal on, this. */
    static void then(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler call = (proxy, method, arguments) -> {
                if (method.getDeclaringClass() != Object.class) action.run();
                return null;
            };
            Object hears = Proxy.newProxyInstance(HangUp.class.getClassLoader(), new Class<?>[] {handler}, call);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), hears);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOG.info("SIGHUP is not heard here; stagepost reload does the same: {}", e.toString());
        }
    }
}
