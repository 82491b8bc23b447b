import LogPort

/// A worker that ticks with every call and rests when it is closed.
final class WatchedWorker: LogWorker {
    private let worker: any LogWorker
    private let heartbeat: Heartbeat

    init(_ worker: any LogWorker, _ heartbeat: Heartbeat) {
        self.worker = worker
        self.heartbeat = heartbeat
    }

    func poll(maxWaitMilliseconds: Int) throws(LogError) -> WorkerEvent {
        heartbeat.tick()
        return try worker.poll(maxWaitMilliseconds: maxWaitMilliseconds)
    }

    func commit(_ transaction: LogTransaction) throws(LogError) -> [Int64] {
        heartbeat.tick()
        return try worker.commit(transaction)
    }

    func rewind() throws(LogError) {
        heartbeat.tick()
        try worker.rewind()
    }

    func close() {
        worker.close()
        heartbeat.rest()
    }
}
