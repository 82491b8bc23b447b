import FalcoBridge
import Foundation
import LogPort
import PipelineTestKit
import Synchronization
import Testing

@Suite("Topic door with a spool")
struct TopicSpoolTests {
    @Test("Records go through the spool into the log once; a new spool continues where the log has the topic")
    func throughSpool() throws {
        let source = MemoryLog()
        try TopicScene.create(in: source)
        let scene = try SpoolScene()
        var sent: [String] = []
        for round in 0..<4 {
            if round == 2 {
                // The spool's disk is gone, and all of it was forwarded.
                scene.storage = TestStorage(log: MemoryLog())
            }
            let new = (0..<20).map { sampleAlert(round * 100 + $0, pod: "same-pod") }
            sent += new
            try TopicScene.write(new, to: source)
            let spool = try scene.spool()
            #expect(spool.isNew == (round == 0 || round == 2))
            let target = scene.target
            let refusals = Mutex(3)
            let intake = try IntakeHarness.makeIntake(spool, IntakeHarness.quick)
            try intake.start { error in Issue.record("\(error)") }
            let wanted = Int64(sent.count)
            let lookUp: TopicDoor.PlaceLookup = { () throws(LogError) in
                // The log does not answer at once.
                let isAway = refusals.withLock { left in
                    left -= 1
                    return left >= 0
                }
                guard !isAway else {
                    throw LogError(.unavailable, action: "reading", message: "the log is away", remedy: .retry)
                }
                return try DoorChangelog.read(target)
            }
            let text = try TopicScene.run(TestSource(log: source), intake, lookUpPlaces: lookUp) {
                intake.counters.contains { $0.door == "topic:C1/falco/0" && $0.nextOffset == wanted }
            }
            #expect(text?.contains("the log is away") == spool.isNew)
            intake.stop(within: .seconds(10))
            try scene.forward()
            #expect(scene.forwarded == sent, "round \(round)")
        }
        let counters = try #require(try DoorChangelog.read(scene.target)["topic:C1/falco/0"])
        #expect(counters.received == 80 && counters.appended == 80 && counters.nextOffset == 80)
        #expect(scene.target.violations == [])
    }
}
