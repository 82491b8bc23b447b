import EventModel
import JSONText
package import LogPort
package import StageKit

extension PartitionProcessor {
    package var regimeText: [UInt8] {
        regime.encoded
    }

    package var keys: [Key] {
        index.keys
    }

    package func begin(underRegime text: [UInt8]) throws(StageFault) {
        do throws(PayloadFault) {
            regime = try parser.decode(S.Regime.self, from: text)
        } catch {
            throw .damagedState(stage: wiring.name, partition: partition, message: error.description)
        }
        for digest in stage.contents(neededBy: regime) {
            let content = try content(digest)
            do throws(Rejection) {
                try stage.attach(content, to: &regime)
            } catch {
                throw .damagedState(stage: wiring.name, partition: partition, message: error.description)
            }
        }
    }

    package func takeOutputs() -> [LogTransaction.Append] {
        out.take()
    }

    package func forgetOthers(of other: any PartitionProcessing) {
        // In order, since what is written must not depend on a process's hash seed.
        for key in other.keys.sorted(by: { $0.text < $1.text }) where index.slot(of: key) == nil {
            index.noteForgotten(key)
        }
    }
}
