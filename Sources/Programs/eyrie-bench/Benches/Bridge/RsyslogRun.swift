import Foundation

/// Debian's rsyslog, which reads a file by imfile and writes its lines to a cluster by omkafka.
///
/// As its manual shows it, and so that no line is thrown away while librdkafka's queue is full.
struct RsyslogRun {
    let program: String
    let file: AlertFile
    let place: KafkaPlace

    /// Runs it until the cluster has every line.
    ///
    /// - Throws: `BenchFailure` with what it said when nothing comes for half a minute.
    func run() throws -> (seconds: Double, processorSeconds: Double) {
        let work = try TemporaryFolder("rsyslog")
        defer { work.remove() }
        let configuration = "\(work.path)/rsyslog.conf"
        try Data(text(work.path).utf8).write(to: URL(fileURLWithPath: configuration))
        let wanted = try place.peerCount() + Int64(file.count)
        let said = "\(work.path)/said"
        try Data().write(to: URL(fileURLWithPath: said))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["-n", "-f", configuration, "-i", "\(work.path)/pid"]
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle(forWritingAtPath: said)
        let watch = Stopwatch()
        try process.run()
        ChildProcesses.add(process.processIdentifier)
        defer {
            if process.isRunning {
                process.terminate()
            }
            process.waitUntilExit()
            ChildProcesses.remove(process.processIdentifier)
        }
        var count: Int64 = 0
        var quiet = Stopwatch()
        while true {
            let now = try place.peerCount()
            if now >= wanted {
                return (watch.seconds, ProcessTime.seconds(of: process.processIdentifier))
            }
            if now != count {
                count = now
                quiet = Stopwatch()
            }
            guard quiet.seconds < 30, process.isRunning else {
                let words = (try? String(contentsOfFile: said, encoding: .utf8)) ?? ""
                throw BenchFailure("rsyslog left \(wanted - now) of \(file.count) lines: \(words)")
            }
            usleep(20_000)
        }
    }

    private func text(_ work: String) -> String {
        let brokers = place.bootstrapServers.split(separator: ",").map { "\"\($0)\"" }.joined(separator: ",")
        return """
            global(workDirectory="\(work)" maxMessageSize="64k")
            module(load="imfile")
            module(load="omkafka")
            template(name="line" type="string" string="%msg%")
            input(type="imfile" file="\(file.path)" tag="falco:")
            action(type="omkafka" broker=[\(brokers)] topic="\(place.name(of: KafkaPlace.peerTopicName))"
                template="line" partitions.auto="on" resubmitOnFailure="on" action.resumeRetryCount="-1")

            """
    }
}
