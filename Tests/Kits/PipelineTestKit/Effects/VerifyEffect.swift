package import EffectRuntime

/// Verifies that an effect tells each destination everything, in order, and nothing twice without need.
///
/// With Swift Testing: `@Test("...", arguments: EffectCheck.allCases)`. Each check runs the case in its way, through the
/// runner of production on a ``MemoryLog``, with destinations that answer as their names say. Afterwards:
/// - each notice of the pure effect has ended exactly once in `eyrie.deliveries.v1`, with the end that its destination's
///   manner asks for, and was sent with the very bytes that the effect says, however often it was sent;
/// - of one subject each destination was told in order;
/// - a notice that was taken was sent again only where the answer was lost with the process;
/// - each given-up notice and each unreadable record is one dead letter with exact bytes and coordinates;
/// - a worker that starts afterwards sends nothing.
///
/// - Parameters:
///   - check: The way.
///   - subject: The effect, its destinations and its input.
///   - seed: Decides the random parts.
/// - Throws: ``EffectBroken``.
package func verifyEffect<E: Effect>(_ check: EffectCheck, of subject: EffectCase<E>, seed: UInt64 = 1) throws {
    try EffectTrial(subject: subject, check: check, seed: seed).verify()
}
