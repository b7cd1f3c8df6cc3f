/**
 * How a database is reached: the one place that knows what H2 is told to be like. What is asked of it stays with those who
 * ask. Imports nothing else of Stagepost.
 */
@NullMarked
package org.stagepost.jdbc;

import org.jspecify.annotations.NullMarked;
