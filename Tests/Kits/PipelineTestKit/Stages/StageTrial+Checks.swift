import LogPort
import StageKit
import StageRuntime

extension StageTrial {
    /// Everything at once: the outcome that all others are compared with.
    ///
    /// Of a chain each stage alone.
    func whole() throws -> StageOutcome {
        let log = try makeLog(.upTo(.max))
        try workOneByOne(on: log, commits: CommitSettings(maxRecords: .max, maxBytes: .max))
        return try outcome(of: log)
    }

    func verify() throws {
        let wanted = try whole()
        switch check {
        case .again:
            let log = try makeLog(.upTo(.max))
            try work(on: log, commits: CommitSettings(maxRecords: .max, maxBytes: .max)) { _ in isDone(log) }
            try expect(log, wanted, after: "the same run")
        case .singleRecords:
            let log = try makeLog(.upTo(1))
            try work(on: log, commits: CommitSettings(maxRecords: 1)) { _ in isDone(log) }
            try expect(log, wanted, after: "single records")
        case .randomBatches: try randomBatches(wanted)
        case .crashAtEveryCall: try faults([.crashBeforeEffect, .crashAfterEffect], wanted)
        case .faultAtEveryCall: try faults([.retry, .rewindBeforeEffect, .rewindAfterEffect, .stop], wanted)
        case .rebalance: try rebalance(wanted)
        case .expelled: try expelled(wanted)
        case .restored: try restored(wanted)
        case .inTurn: try inTurn(wanted)
        }
    }

    private func randomBatches(_ wanted: StageOutcome) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<8 {
            let batchSeed = generator.next()
            let limit = generator.within(2...max(3, input.count / 4))
            let commits = CommitSettings(maxRecords: generator.within(1...max(2, input.count / 3)))
            let log = try makeLog(.random(seed: batchSeed, limit: limit))
            try work(on: log, commits: commits) { _ in isDone(log) }
            try expect(log, wanted, after: "batches up to \(limit) and commits of \(commits.maxRecords)")
        }
    }

    /// Fails every call once, restarts what stopped, until a run ends with the fault still pending.
    private func faults(_ faults: [InjectedFault], _ wanted: StageOutcome) throws {
        for fault in faults {
            var struck: [String] = []
            var calls = 0
            while true {
                var log = try makeLog(.upTo(smallBatch))
                log.armFault(fault, afterCalls: calls)
                try surviveOn(&log)
                guard !log.isFaultPending else { break }
                struck += log.struckFaults.map(\.name)
                try expect(log, wanted, after: "\(fault) after \(calls) calls, \(log.struckFaults)")
                calls += 1
            }
            // What every run does: join, poll, restore, commit; a case that is done in two commits proves little.
            let needed = ["EventLog.makeWorker", "LogWorker.poll", "EventLog.makeReader"]
            guard needed.allSatisfy(struck.contains), struck.count(where: { $0 == "LogWorker.commit" }) > 2 else {
                throw fail("only \(calls) calls were struck (\(struck)): the case is too short")
            }
        }
    }

    /// Runs workers one after another until one ends by itself.
    private func surviveOn(_ log: inout MemoryLog) throws {
        for _ in 0..<4 {
            do {
                let current = log
                try work(on: current, commits: smallCommits) { _ in isDone(current) }
                return
            } catch StageFault.log(let error) {
                guard log.isFaultPending == false else { throw fail("the runner ended without a fault: \(error)") }
                if log.hasCrashed {
                    log = log.reopened()
                }
            }
        }
        throw fail("one fault ended four workers")
    }

    private func restored(_ wanted: StageOutcome) throws {
        var cut = 1
        while true {
            let log = try makeLog(.upTo(smallBatch))
            let mostCommits = cut
            try work(on: log, as: "first", commits: smallCommits) { progress in
                progress.commits >= mostCommits || isDone(log)
            }
            guard !isDone(log) else { break }
            try log.maintain(nowMilliseconds: 0)
            let again = log.reopened()
            try work(on: again, as: "second", commits: smallCommits) { _ in isDone(again) }
            try expect(again, wanted, after: "a restore behind commit \(cut)")
            cut += 1
        }
        guard cut > 2 else { throw fail("the input was done after \(cut) commits: the case is too short") }
    }

    private func expelled(_ wanted: StageOutcome) throws {
        for moment in 2...12 {
            let log = try makeLog(.upTo(smallBatch))
            try work(on: log, commits: smallCommits) { progress in
                if progress.polls == moment {
                    log.expel(member: "b", of: group)
                }
                return isDone(log)
            }
            try expect(log, wanted, after: "being thrown out before poll \(moment)")
        }
    }

    /// A chain and its stages alone take turns on one log, one commit each, in a random order.
    private func inTurn(_ wanted: StageOutcome) throws {
        for round in 0..<6 {
            var generator = SeededGenerator(seed: seed &+ UInt64(round))
            var log = try makeLog(.random(seed: generator.next(), limit: max(2, smallBatch)))
            var turns = 0
            while !isDone(log) {
                let current = log
                let index = generator.within(0...wirings.count)
                let mode: Mode = index == wirings.count ? self.mode : .stage(index)
                try work(on: current, commits: smallCommits, mode: mode) { progress in
                    progress.commits > 0 || progress.polls > 4 || isDone(current)
                }
                if generator.oneIn(4) {
                    log = log.reopened()
                }
                turns += 1
                guard turns < 1_000 else { throw fail("the input is not done after \(turns) turns") }
            }
            try expect(log, wanted, after: "\(turns) turns of chain and stages, round \(round)")
        }
    }
}
