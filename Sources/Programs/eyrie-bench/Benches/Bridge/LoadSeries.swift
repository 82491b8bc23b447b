/// Several loads of one kind on one server, with what the server computed meanwhile.
struct LoadSeries {
    private(set) var loads: [HTTPLoad] = []
    private var processorSeconds: [Double] = []

    mutating func add(_ load: HTTPLoad, processorSeconds seconds: Double) {
        loads.append(load)
        processorSeconds.append(seconds)
    }

    /// Requests answered 200 a second.
    var rate: Double {
        loads.map(\.rate).median
    }

    /// Milliseconds.
    var p99: Double {
        loads.map(\.p99).median
    }

    /// Milliseconds.
    var p50: Double {
        loads.map(\.p50).median
    }

    /// Milliseconds.
    var slowest: Double {
        loads.map(\.largest).max() ?? 0
    }

    var failed: Int {
        loads.reduce(0) { $0 + $1.failed }
    }

    /// Seconds of a processor for 100,000 requests.
    var processorSecondsPerHundredThousand: Double {
        zip(loads, processorSeconds).map { load, seconds in seconds / Double(max(1, load.accepted)) * 1e5 }.median
    }

    /// What one load reached, for a person.
    var lastText: String {
        guard let load = loads.last else { return "nothing" }
        return "\(NumberText.short(load.rate))/s, p99 \(NumberText.short(load.p99)) ms"
            + (load.failed > 0 ? ", \(load.failed) failed" : "")
    }
}
