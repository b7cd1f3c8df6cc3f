/** Octets that nobody thought of. Targets are named {@code *FuzzTest} and stand beside what they test. */
@NullMarked
package org.stagepost.fuzz;

import org.jspecify.annotations.NullMarked;
