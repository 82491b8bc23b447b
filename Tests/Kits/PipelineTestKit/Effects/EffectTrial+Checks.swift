import EffectRuntime
import EventModel
import LogPort

extension EffectTrial {
    func verify() throws {
        switch check {
        case .whole: try finish(try makeLog(.upTo(.max)), EffectWorld(), repeats: 0)
        case .singleRecords: try finish(try makeLog(.upTo(1)), EffectWorld(), repeats: 0)
        case .randomBatches:
            var generator = SeededGenerator(seed: seed)
            for _ in 0..<8 {
                let handOut = HandOut.random(seed: generator.next(), limit: generator.within(2...10))
                try finish(try makeLog(handOut), EffectWorld(), repeats: 0)
            }
        case .restarts: try restarts()
        case .crashAtEveryCall: try faults([.crashBeforeEffect, .crashAfterEffect], repeats: 1)
        // The process lives on and knows its answers: no notice is sent twice.
        case .faultAtEveryCall: try faults([.retry, .rewindBeforeEffect, .rewindAfterEffect], repeats: 0)
        case .stopAtEveryCall: try faults([.stop], repeats: 1)
        case .expelled: try expelled()
        }
    }

    /// Runs a worker to the end and judges what it left; then another one, which has nothing left to do.
    ///
    /// So many answers (`repeats`) may have been lost to each destination that a notice was sent again.
    private func finish(_ log: MemoryLog, _ world: EffectWorld, repeats: Int) throws {
        try work(on: log, in: world) { _ in isDone(log) }
        try judge(log, world, repeats: repeats)
        let sent = world.sent.count
        try work(on: log, in: world, as: "b") { $0.polls > 20 }
        guard world.sent.count == sent else {
            throw fail("a restarted worker told again what was settled: \(world.sent[sent].key)")
        }
        try judge(log, world, repeats: repeats)
    }

    /// Stops in order after every second commit: everything is recorded, so nothing is sent again.
    private func restarts() throws {
        let log = try makeLog(.upTo(3))
        let world = EffectWorld()
        var runs = 0
        while !isDone(log) {
            try work(on: log, in: world) { $0.commits >= 2 || isDone(log) }
            runs += 1
            guard runs < 5_000 else { throw fail("the effect is not done after \(runs) starts") }
        }
        guard runs > 5 else { throw fail("the case is too short: it was done after \(runs) starts") }
        try finish(log, world, repeats: 0)
    }

    /// Fails every call once, restarts what stopped, until a run ends with the fault still pending.
    private func faults(_ faults: [InjectedFault], repeats: Int) throws {
        for fault in faults {
            var struck: [String] = []
            var calls = 0
            while true {
                var log = try makeLog(.upTo(4))
                let world = EffectWorld()
                log.armFault(fault, afterCalls: calls)
                try survive(on: &log, world)
                guard !log.isFaultPending else { break }
                struck += log.struckFaults.map(\.name)
                do {
                    try judge(log, world, repeats: repeats)
                } catch let broken as EffectBroken {
                    throw fail("\(fault) after \(calls) calls, \(log.struckFaults): \(broken.message)")
                }
                calls += 1
            }
            let needed = ["EventLog.makeWorker", "LogWorker.poll", "EventLog.makeReader", "LogWorker.commit"]
            guard needed.allSatisfy(struck.contains), struck.count(where: { $0 == "LogWorker.commit" }) > 10 else {
                throw fail("only \(calls) calls were struck: the case is too short")
            }
        }
    }

    private func survive(on log: inout MemoryLog, _ world: EffectWorld) throws {
        for _ in 0..<4 {
            do {
                let current = log
                try work(on: current, in: world) { _ in isDone(current) }
                return
            } catch let error as LogError {
                guard log.isFaultPending == false else { throw fail("the worker ended without a fault: \(error)") }
                if log.hasCrashed {
                    log = log.reopened()
                }
            }
        }
        throw fail("one fault ended four workers")
    }

    /// Takes the partitions away after each number of commits; the answers are known, and no notice is sent twice.
    private func expelled() throws {
        for number in 1...12 {
            let log = try makeLog(.upTo(3))
            let world = EffectWorld()
            let group = "eyrie.\(subject.makeEffect().name)"
            try work(on: log, in: world) { progress in
                if progress.commits == number, progress.hasWork {
                    log.expel(member: "a", of: group)
                }
                return isDone(log) || progress.commits > number + 3
            }
            try finish(log, world, repeats: 1)
        }
    }

    /// Holds what was sent and recorded against what the pure effect says.
    private func judge(_ log: MemoryLog, _ world: EffectWorld, repeats: Int) throws {
        if let violation = log.violations.first {
            throw fail("the runner used the log in a forbidden way: \(violation)")
        }
        guard isDone(log) else { throw fail("the group has not committed its input") }
        let expected = expected
        let sent = world.sent
        let events = try events(of: log)
        for destination in subject.destinations {
            let mine = expected.filter { $0.destination == destination.name }
            let told = sent.filter { $0.destination == destination.name }
            try judgeSent(told, of: destination.name, mine.map(\.notice), repeats: repeats)
            try judgeEvents(
                events.filter { $0.destination == destination.name },
                of: destination.name,
                mine.map(\.notice)
            )
        }
        let letters = try letters(of: log)
        let given = events.filter { $0.kind == .givenUp }
        guard letters.count == given.count + unreadable else {
            throw fail("\(letters.count) dead letters for \(given.count) given up and \(unreadable) unreadable")
        }
        for letter in letters {
            let inputs = subject.input.filter { $0.partition == letter.partition }
            let input = inputs[Int(letter.offset)].record
            guard letter.value == input.value, letter.key == input.key, letter.topic == subject.makeEffect().topic
            else { throw fail("the dead letter of offset \(letter.offset) has other bytes or coordinates") }
        }
    }

    private func key(_ notice: Notice, _ destination: String) -> String {
        "\(notice.subject)_\(notice.version)_\(destination)"
    }

    private func judgeSent(
        _ told: [EffectWorld.Sent],
        of destination: String,
        _ notices: [Notice],
        repeats: Int
    ) throws {
        var bodies: [String: [UInt8]] = [:]
        for notice in notices {
            bodies[key(notice, destination)] = notice.body
        }
        for sent in told where bodies[sent.key] != sent.body {
            throw fail("\(sent.key) was sent with another body than the effect says, or was not to be sent")
        }
        let accepted = told.filter(\.isAccepted).map(\.key)
        let twice = accepted.count - Set(accepted).count
        guard twice <= repeats else {
            throw fail("\(destination) was told \(twice) times too often, and \(repeats) answers may have been lost")
        }
        // In order for one subject, by the first time that each was taken.
        var last: [String: Int64] = [:]
        var seen: Set<String> = []
        for key in accepted where seen.insert(key).inserted {
            guard let notice = notices.first(where: { self.key($0, destination) == key }) else { continue }
            guard notice.version > last[notice.subject] ?? -1 else {
                throw fail("\(destination) was told of \(key) after a later change")
            }
            last[notice.subject] = notice.version
        }
    }

    private func judgeEvents(_ events: [DeliveryEvent], of destination: String, _ notices: [Notice]) throws {
        for notice in notices {
            let key = key(notice, destination)
            let mine = events.filter { $0.key == key }
            let ends = mine.filter(\.kind.isEnd)
            guard ends.count == 1, let end = ends.first, mine.count(where: { $0.kind == .queued }) <= 1 else {
                throw fail("\(key) has \(ends.count) ends and the events \(mine.map(\.kind.rawValue))")
            }
            let wanted: [DeliveryEvent.Kind] =
                switch EffectManner(rawValue: destination) {
                case .steady, .flaky, nil: [.delivered]
                case .picky: EffectWorld.isRefused(key) ? [.givenUp] : [.delivered]
                case .dead: [.givenUp]
                case .leaving: [.delivered, .suppressed]
                }
            guard wanted.contains(end.kind) else { throw fail("\(key) ended as \(end.kind.rawValue)") }
        }
        let keys = Set(notices.map { key($0, destination) })
        if let stranger = events.first(where: { !keys.contains($0.key) }) {
            throw fail("\(destination) has an event of \(stranger.key), of which it is not told")
        }
    }
}
