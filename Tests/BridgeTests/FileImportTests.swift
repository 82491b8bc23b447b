import FalcoBridge
import Foundation
import Lifecycle
import Telemetry
import Testing

@Suite("File import")
struct FileImportTests {
    private func makeImport(_ harness: IntakeHarness, _ paths: [String], fromBeginning: Bool = false) -> FileImport {
        FileImport(
            paths: paths,
            isFromBeginning: fromBeginning,
            intake: harness.intake,
            clock: IntakeHarness.clock,
            chunkBytes: 700
        )
    }

    @Test(
        "Several files are read one behind the other; a second run brings only what is new, one from the beginning all"
    )
    func readsAgain() throws {
        let folder = try TailFolder()
        let harness = try IntakeHarness()
        try harness.start()
        let paths = ["\(folder.path)/a.log", "\(folder.path)/b.log"]
        for path in paths {
            for number in 0..<10 {
                try folder.append(sampleAlert(number) + "\n" + "some text\n", to: path)
            }
        }
        let size = UInt64(try Data(contentsOf: URL(fileURLWithPath: paths[0])).count)
        let first = makeImport(harness, paths)
        let running = try RunningService(first, untilItEnds: true)
        #expect(running.stop() == .finished(service: "bridge.import"))
        #expect(first.counts.appended == 20)
        #expect(first.counts.skipped == 20)
        #expect(first.progress.totalBytes == 2 * size)
        #expect(first.progress.keptBytes == 2 * size)
        #expect(first.progress.skippedBytes == 0)

        try harness.restart()
        try folder.append(sampleAlert(77) + "\n", to: paths[1])
        let second = makeImport(harness, paths)
        _ = try RunningService(second, untilItEnds: true).stop()
        #expect(second.counts.received == 1)
        #expect(second.progress.skippedBytes == 2 * size)
        #expect(second.progress.keptBytes == second.progress.totalBytes)

        try harness.restart()
        let third = makeImport(harness, [paths[0]], fromBeginning: true)
        #expect(third.progress.keptBytes == 0)
        _ = try RunningService(third, untilItEnds: true).stop()
        #expect(third.counts.appended == 10)
        #expect(third.progress.skippedBytes == 0)
        harness.stop()
        #expect(harness.receivedAlerts().count == 31)
    }

    @Test("A file that is not there is named before anything is read")
    func missingFile() throws {
        let folder = try TailFolder()
        let harness = try IntakeHarness()
        try harness.start()
        try folder.append(sampleAlert(1) + "\n")
        let door = makeImport(harness, [folder.log, folder.path + "/missing.log"])
        #expect(throws: RunningService.NotStarted.self) { try RunningService(door) }
        harness.stop()
        #expect(harness.receivedAlerts().isEmpty)
    }
}
