import Foundation
import LogPort
import StageKit
import Synchronization

extension StageTrial {
    /// How long the two workers may take, in seconds.
    private static var patience: Double { 60 }

    /// Worker `b` begins; when a third is done `a` joins, takes its share, commits some of it and leaves.
    ///
    /// In later rounds a call of one of them fails while partitions change hands; the first of these is the commit of
    /// what `b` has to give up.
    func rebalance(_ wanted: StageOutcome) throws {
        for round in 0..<10 {
            let log = try makeLog(.upTo(smallBatch))
            let total = input.count
            let begin = DispatchSemaphore(value: 0)
            let isBegun = Atomic<Bool>(false)
            let guestCommits = Atomic<Int>(0)
            try BoundedThreads.run(
                patience: Self.patience,
                [
                    {
                        defer { begin.signal() }
                        try work(on: log, as: "b", commits: smallCommits, maxWaitMilliseconds: 10) { progress in
                            let isTime = progress.hasWork && committedRecords(log) * 3 >= total
                            if isTime, !isBegun.exchange(true, ordering: .acquiring) {
                                begin.signal()
                                waitForGuest(log)
                                arm(round, log)
                            }
                            return isDone(log)
                        }
                    },
                    {
                        guard begin.wait(timeout: .now() + Self.patience) == .success else { return }
                        try work(on: log, as: "a", commits: smallCommits, maxWaitMilliseconds: 10) { progress in
                            guestCommits.store(progress.commits, ordering: .releasing)
                            return progress.commits > round % 3 || isDone(log)
                        }
                    },
                ]
            )
            guard guestCommits.load(ordering: .acquiring) > 0, log.generation(of: group) >= 2 else {
                throw fail("the second worker got nothing to do: the case is too short")
            }
            try expect(log, wanted, after: "a second worker came and left, \(log.struckFaults)")
        }
    }

    private func arm(_ round: Int, _ log: MemoryLog) {
        let fault: InjectedFault = round % 2 == 0 ? .rewindBeforeEffect : .rewindAfterEffect
        switch round {
        case 0: break
        case 1, 2: log.armFault(fault, onNext: "LogWorker.commit")
        default: log.armFault(fault, afterCalls: round - 3)
        }
    }

    /// Holds the first worker until the second has joined, for a bounded time.
    private func waitForGuest(_ log: MemoryLog) {
        let deadline = Date(timeIntervalSinceNow: Self.patience)
        while log.memberCount(of: group) < 2, Date() < deadline {
            Thread.sleep(forTimeInterval: 0.000_5)
        }
    }
}
