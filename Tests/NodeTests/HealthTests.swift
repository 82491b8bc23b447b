import HTTPRequests
import HTTPService
import Lifecycle
import LogPort
import PipelineTestKit
import Telemetry
import Testing

@testable import NodeAssembly

@Suite("Health of a process")
struct HealthTests {
    private static let input = TopicSettings(name: "in", partitions: 1, cleanup: .delete)

    /// So short that whatever ticks and does not rest has stalled: no age is below it.
    private static let atOnce = Duration.nanoseconds(-1)

    @Test("it is ready when every part has come to its work")
    func readiness() {
        let health = NodeHealth()
        #expect(health.awaited == [])
        health.expect("features-0")
        health.expect("vault")
        health.markReady("vault")
        #expect(health.awaited == ["features-0"])
        health.markReady("features-0")
        health.markReady("features-0")
        #expect(health.awaited == [])
    }

    @Test("a loop that stops ticking has stalled, one that rests has not")
    func liveness() {
        let health = NodeHealth(stalledAfter: Self.atOnce)
        let worker = health.watch("features-0")
        _ = health.watch("bridge.intake")
        #expect(health.stalled == [])
        worker.tick()
        #expect(health.stalled == ["features-0"])
        worker.rest()
        #expect(health.stalled == [])
        let patient = NodeHealth(stalledAfter: .seconds(86_400))
        patient.watch("features-0").tick()
        #expect(patient.stalled == [])
    }

    @Test("a worker ticks with every call until it is closed; a producer rests between commits; a reader ticks")
    func watchedLog() throws {
        let log = MemoryLog()
        try log.create([Self.input])
        let health = NodeHealth(stalledAfter: Self.atOnce)
        let heartbeat = health.watch("loop")
        let written: any LogReading & LogWriting = heartbeat.watching(log)
        let joined: any LogReading & LogJoining = heartbeat.watching(log)

        let producer = try written.makeProducer(id: "p")
        #expect(health.stalled == [])
        var transaction = LogTransaction()
        transaction.append(key: "k", value: "v", timestampMilliseconds: 1, to: TopicPartition("in", 0))
        #expect(try producer.commit(transaction) == [0])
        #expect(health.stalled == [])
        producer.close()

        let worker = try joined.makeWorker(group: "g", topics: ["in"], member: "m")
        #expect(health.stalled == ["loop"])
        _ = try worker.poll(maxWaitMilliseconds: 0)
        #expect(health.stalled == ["loop"])
        worker.close()
        #expect(health.stalled == [])

        let reader = try joined.makeReader(of: TopicPartition("in", 0), from: .earliest, to: .latest)
        _ = try reader.next(maxWaitMilliseconds: 0)
        #expect(health.stalled == ["loop"])
        reader.close()
    }

    @Test("probes answer 503 with the parts that are waited for or have stalled, else 200")
    func probes() throws {
        let health = NodeHealth(stalledAfter: Self.atOnce)
        let endpoint = RoutedEndpoint(
            name: "probes",
            options: HTTPServerOptions(endpoint: .tcp(address: "127.0.0.1", port: 0)),
            routes: health.routes(metrics: MetricRegistry())
        )
        // Wherever it listens is known once a group has started it; the group ends when the asker is done.
        let asker = Asker { try Self.ask(health, endpoint) }
        let group = ServiceGroup(
            services: [endpoint, asker],
            stopBudget: .seconds(10),
            signals: SignalSource { _ in {} },
            logger: .silent
        )
        #expect(try group.run() == .finished(service: "asker"))
    }

    private static func ask(_ health: NodeHealth, _ endpoint: RoutedEndpoint) throws {
        let url = "http://127.0.0.1:\(try #require(endpoint.port))"
        let client = HTTPClient()
        health.expect("scoring-1")
        let heartbeat = health.watch("scoring-1")
        heartbeat.tick()
        for (path, bad, good) in [
            ("/readyz", #"{"status":"restoring","parts":["scoring-1"]}"#, #"{"status":"ready"}"#),
            ("/healthz", #"{"status":"stalled","parts":["scoring-1"]}"#, #"{"status":"ok"}"#),
        ] {
            let before = try client.get(url + path)
            #expect(before.status == 503)
            #expect(before.text == bad)
            health.markReady("scoring-1")
            heartbeat.rest()
            let after = try client.get(url + path)
            #expect(after.status == 200)
            #expect(after.text == good)
            heartbeat.tick()
        }
    }

    /// Asks once everything before it is started, and then ends the group.
    private struct Asker: Service {
        let name = "asker"
        let ask: @Sendable () throws -> Void

        func start(_ handle: ServiceHandle) throws {
            try ask()
            handle.finish()
        }

        func stop(within budget: Duration) {}
    }
}
