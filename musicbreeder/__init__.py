"""musicbreeder: breed melodies by ear.

The house, from the roof down. An arrow of import only ever points down, and
neighbours on one floor do not know each other::

    roof       __main__  bootstrap         the only place that wires real parts together
    top        gui | cli                   what a person touches; Qt is seen only here
               bench                       how fast the parts below are
               services                    what the app can do, without a window
               storage                     what is kept between two runs
    workshops  breeding | synth | seeding | formats | playback
               melody                      the thing that is bred
               theory                      pitch, scale, chord: true without this app
    ground     resources                   where shipped files lie
               errors                      what may go wrong

The door for scripts and experiments is
`musicbreeder.services.breeding_session.BreedingSession`.
"""

__version__ = "0.1.0"
