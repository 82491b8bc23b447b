package import StageKit

/// Verifies that a stage gives the same bytes when it is run in another way.
///
/// With Swift Testing: `@Test("...", arguments: StageCheck.allCases)`. Each check runs the case once as a whole, and
/// then in its way, through the runner of production on a ``MemoryLog``; outputs, dead letters and final state have to
/// be equal: keys, headers, values and times.
///
/// What only another process shows (Swift seeds its hashes per process) is a test of four lines, with
/// ``stageDigest(of:)`` on both sides:
///
/// ```swift
/// let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
///     print(try stageDigest(of: MyStageTests.makeCase()))
/// }
/// let text = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
/// #expect(text.contains(try stageDigest(of: MyStageTests.makeCase())))
/// ```
///
/// - Parameters:
///   - check: The other way.
///   - subject: The stage and its input.
///   - seed: Decides the random parts.
/// - Returns: The outcome, for expectations on what the stage said.
/// - Throws: ``StageBroken`` with the first difference.
@discardableResult
package func verifyStage<S: Stage>(
    _ check: StageCheck,
    of subject: StageCase<S>,
    seed: UInt64 = 1
) throws -> StageOutcome {
    let trial = StageTrial(subject, check: check, seed: seed)
    try trial.verify()
    return try trial.whole()
}

/// Verifies that a chain gives the same bytes as its stages alone, whatever interrupts it.
///
/// What every topic holds in the end (outputs, dead letters, state) is compared with what each stage alone wrote, one
/// after the other.
///
/// - Parameters:
///   - check: The way to run it.
///   - subject: The stages and the input of the first.
///   - seed: Decides the random parts.
/// - Returns: The outcome, for expectations on what the stages said.
/// - Throws: ``StageBroken`` with the first difference.
@discardableResult
package func verifyChain(_ check: StageCheck, of subject: ChainCase, seed: UInt64 = 1) throws -> StageOutcome {
    let trial = StageTrial(subject, check: check, seed: seed)
    try trial.verify()
    return try trial.whole()
}

/// Runs a case once and returns what it left.
package func stageOutcome<S: Stage>(of subject: StageCase<S>) throws -> StageOutcome {
    try StageTrial(subject, check: .again, seed: 0).whole()
}

/// Returns the digest of a case's outcome, to compare it between processes.
package func stageDigest<S: Stage>(of subject: StageCase<S>) throws -> String {
    try stageOutcome(of: subject).digest
}
