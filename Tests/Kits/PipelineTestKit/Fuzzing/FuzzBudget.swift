import Foundation

/// How many inputs a case of a fuzz test gets: a few in a normal run, in a long one as many as its time allows.
///
/// `FUZZ_SECONDS` is the time of one fuzzer, whose tests share it; `FUZZ_INPUTS` is a number for each case instead, to
/// see a finding again; `FUZZ_SEED` moves the seeds of either. Each case says how many inputs it had.
package struct FuzzBudget: Sequence, IteratorProtocol {
    private static let seconds = number("FUZZ_SECONDS")
    private static let inputs = number("FUZZ_INPUTS")
    private static let firstSeed = number("FUZZ_SEED") ?? 1
    /// Between two looks at the clock.
    private static let stride = 64

    private let name: String
    private let limit: Int
    private let deadline: ContinuousClock.Instant?
    private var count = 0

    /// Names the seeds of a test: one a processor in a long run, for they all have the whole time.
    ///
    /// - Parameter count: How many cases a normal run has.
    /// - Returns: The seeds, to be a test's arguments.
    package static func seeds(_ count: Int) -> ClosedRange<UInt64> {
        let cases = seconds == nil ? count : ProcessInfo.processInfo.activeProcessorCount
        return UInt64(firstSeed)...UInt64(firstSeed + cases - 1)
    }

    /// Prepares one case.
    ///
    /// - Parameters:
    ///   - count: How many inputs it gets in a normal run.
    ///   - name: The test's name, for what is said of a long run.
    ///   - tests: How many tests share the time of their fuzzer.
    package init(_ count: Int, _ name: String, sharedBy tests: Int) {
        self.name = name
        guard let seconds = Self.seconds else {
            limit = Self.inputs ?? count
            deadline = nil
            return
        }
        limit = .max
        deadline = .now + .seconds(Double(seconds) / Double(tests))
    }

    /// The number of the next input, from 0 on; nil when it is enough.
    package mutating func next() -> Int? {
        let isOver = deadline.map { count % Self.stride == 0 && ContinuousClock.now >= $0 } ?? false
        guard count < limit, !isOver else {
            if deadline != nil || Self.inputs != nil {
                print("fuzzed \(count) inputs: \(name)")
            }
            return nil
        }
        defer { count += 1 }
        return count
    }

    private static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
    }
}
