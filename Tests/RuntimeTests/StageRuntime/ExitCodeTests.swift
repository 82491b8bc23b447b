import LogPort
import StageRuntime
import Testing

@Suite("Exit codes of faults")
struct ExitCodeTests {
    @Test("only a process whose place another one took has its own code")
    func codes() {
        let fenced = LogError(.fenced, action: "committing", message: "another process has the name", remedy: .stop)
        let moved = LogError(.fenced, action: "committing", message: "the partition is another's", remedy: .rewind)
        let broken = LogError(.unusable, action: "opening", message: "no", remedy: .stop)
        #expect(fenced.exitCode == 3)
        #expect(moved.exitCode == 1)
        #expect(broken.exitCode == 1)
        #expect(StageFault.log(fenced).exitCode == 3)
        #expect(StageFault.log(broken).exitCode == 1)
        #expect(StageFault.damagedState(stage: "features", partition: 0, message: "x").exitCode == 1)
    }
}
